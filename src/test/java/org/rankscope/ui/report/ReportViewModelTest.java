package org.rankscope.ui.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.junit.jupiter.api.Test;
import org.rankscope.data.DataReport;
import org.rankscope.io.RequestException;
import org.rankscope.study.StudySpec;
import org.rankscope.ui.fx.UiQueue;
import org.rankscope.ui.study.SyntheticStudy;

class ReportViewModelTest {
    private static final StudySpec FEW = SyntheticStudy.spec(List.of(1, 2), List.of(1e-3), List.of(0L), 10);
    private static final StudySpec MORE = SyntheticStudy.spec(List.of(1, 2, 4), List.of(1e-3), List.of(0L), 10);
    private static final StudySpec OTHER_SEEDS = SyntheticStudy.spec(List.of(1, 2, 4), List.of(1e-3), List.of(5L), 10);

    private final UiQueue queue = new UiQueue();
    private final List<StudySpec> asked = new ArrayList<>();
    private final ObjectProperty<Optional<StudySpec>> fields = new SimpleObjectProperty<>(Optional.empty());
    private final ReportViewModel report = new ReportViewModel(this::look, Runnable::run, queue, fields);

    private DataFindings look(StudySpec spec) {
        asked.add(spec);
        if (spec.ranks().size() > 2) {
            throw new RequestException("rows.csv, row 7: the label is missing.");
        }
        DataReport data = new DataReport(
                new DataReport.Rows(9, 1, 1), List.of(), 0, 0, List.of(), null, Map.of(), 9, true, List.of());
        return new DataFindings(data, spec.trial().task(), 64, Map.of(1, 10L), List.of());
    }

    @Test
    void dataAreReadOnlyWhileThePageIsOpenAndOnlyForWhatTouchesThem() {
        fields.set(Optional.of(FEW));
        assertEquals(List.of(), asked);
        report.openProperty().set(true);
        queue.drain();
        assertEquals(
                9, report.findingsProperty().get().orElseThrow().data().rows().train());
        assertEquals("", report.messageProperty().get());
        report.openProperty().set(false);
        report.openProperty().set(true);
        assertEquals(List.of(FEW), asked, "nothing has changed");
    }

    @Test
    void whatIsWrongIsSaidInPlaceOfThePage() {
        report.openProperty().set(true);
        assertTrue(report.messageProperty().get().startsWith("What the data come to is shown here"));
        fields.set(Optional.of(MORE));
        queue.drain();
        assertEquals(
                "rows.csv, row 7: the label is missing.",
                report.messageProperty().get());
        assertEquals(Optional.empty(), report.findingsProperty().get());
        fields.set(Optional.of(OTHER_SEEDS));
        assertEquals(List.of(MORE), asked, "seeds do not touch the data");
    }
}
