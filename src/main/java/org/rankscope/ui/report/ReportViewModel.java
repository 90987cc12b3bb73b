package org.rankscope.ui.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import org.rankscope.study.StudySpec;
import org.rankscope.ui.fx.LatestProbe;
import org.rankscope.ui.fx.UiQueue;
import org.rankscope.ui.text.WindowWords;

/** What was found in the data that stand in the fields; asked for only while the page is open. FX thread. */
public final class ReportViewModel {
    private static final String NOTHING_YET =
            "What the data come to is shown here once model, data and task are understood; what is missing is said at its"
                    + " field on the left.";
    private static final String READING = "Reading the data …";

    private final ReportProbe probe;
    private final LatestProbe latest;
    private final ObservableValue<Optional<StudySpec>> spec;
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final ReadOnlyObjectWrapper<Optional<DataFindings>> findings =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyStringWrapper message = new ReadOnlyStringWrapper(NOTHING_YET);
    private Object asked = "";

    /** @param spec what stands in the fields; empty while they make no study */
    public ReportViewModel(
            ReportProbe probe, Executor background, UiQueue queue, ObservableValue<Optional<StudySpec>> spec) {
        this.probe = probe;
        this.latest = new LatestProbe(background, queue);
        this.spec = spec;
        spec.addListener((observable, old, now) -> refresh());
        open.addListener((observable, old, now) -> refresh());
    }

    // What is shown

    /** Whether the page is open; set by whoever opens and closes it. */
    public BooleanProperty openProperty() {
        return open;
    }

    /** What was found; empty while there is nothing to show. */
    public ReadOnlyObjectProperty<Optional<DataFindings>> findingsProperty() {
        return findings.getReadOnlyProperty();
    }

    /** What stands on the page while nothing was found; else empty, or that newer data are being read. */
    public ReadOnlyStringProperty messageProperty() {
        return message.getReadOnlyProperty();
    }

    private void refresh() {
        if (!open.get()) {
            return;
        }
        Optional<StudySpec> now = spec.getValue();
        Object question = now.map(study -> List.of(
                study.trial().model(),
                study.trial().task(),
                study.trial().data(),
                study.trial().adapter(),
                study.ranks(),
                study.trial().batchSize(),
                study.trial().sequenceLength()));
        if (Objects.equals(asked, question)) {
            return;
        }
        asked = question;
        latest.forget();
        if (now.isEmpty()) {
            findings.set(Optional.empty());
            message.set(NOTHING_YET);
            return;
        }
        message.set(READING);
        latest.ask(
                () -> probe.look(now.get()),
                found -> {
                    message.set("");
                    findings.set(Optional.of(found));
                },
                sentence -> {
                    findings.set(Optional.empty());
                    message.set(WindowWords.of(sentence));
                });
    }
}
