package org.rankscope.ui.setup;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import org.rankscope.study.StudySpec;
import org.rankscope.ui.fx.LatestProbe;
import org.rankscope.ui.study.CostEstimate;

/** What the study that the fields make will cost. FX thread. */
public final class CostViewModel {
    private final CostEstimator estimator;
    private final LatestProbe latest;
    private final ReadOnlyObjectWrapper<Optional<CostEstimate>> estimate =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<FieldMessage> message = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private Object asked = "";

    CostViewModel(SetupServices services) {
        this.estimator = services.costEstimator();
        this.latest = new LatestProbe(services.background(), services.queue());
    }

    // What is shown

    public ReadOnlyObjectProperty<Optional<CostEstimate>> estimateProperty() {
        return estimate.getReadOnlyProperty();
    }

    /** The cost in one line, or why it can't be told. */
    ReadOnlyObjectProperty<FieldMessage> messageProperty() {
        return message.getReadOnlyProperty();
    }

    /** What surprises in the cost, a sentence each. */
    ObservableValue<List<String>> notesProperty() {
        return estimate.map(known -> known.map(CostEstimate::notes).orElse(List.of()));
    }

    // What can be asked

    /**
     * Asks for the cost where that may have changed.
     *
     * @param spec the study; empty while the fields make none
     * @param cuda whether it runs on a GPU, which a study that leaves the device open does not say
     */
    void refresh(Optional<StudySpec> spec, boolean cuda) {
        List<Object> question = List.of(spec, cuda);
        if (Objects.equals(asked, question)) {
            return;
        }
        asked = question;
        latest.forget();
        if (spec.isEmpty()) {
            show(Optional.empty(), FieldMessage.note("Told once every field is understood."));
            return;
        }
        latest.ask(
                () -> estimator.estimate(spec.get()),
                known -> show(Optional.of(known), CostLine.of(known)),
                sentence -> show(Optional.empty(), FieldMessage.note(sentence)));
    }

    /** Asks in any case the next time: the machine's speed is known better after a run. */
    void forget() {
        asked = "";
    }

    private void show(Optional<CostEstimate> known, FieldMessage line) {
        estimate.set(known);
        message.set(line);
    }
}
