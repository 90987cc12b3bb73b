package org.rankscope.ui.spectrum;

import java.util.Locale;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.rankscope.insight.LearnedRanks;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.ui.study.Cell;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.study.VariantSummary;

/**
 * The ranks that AdaLoRA has spread over the modules: of the average that is selected, or else of the best; while it trains,
 * as they stand at its newest evaluation. FX thread.
 */
public final class LearnedRanksViewModel {
    private final StudyBoard board;
    private final ReadOnlyObjectWrapper<Optional<Shown>> shown = new ReadOnlyObjectWrapper<>(Optional.empty());

    private final BooleanBinding available =
            Bindings.createBooleanBinding(() -> shown.get().isPresent(), shown);

    /** @param sentence what the ranks come to */
    record Shown(LearnedRanks ranks, String sentence) {}

    public LearnedRanksViewModel(StudyBoard board) {
        this.board = board;
        board.resultsRevision().addListener((observable, old, now) -> refresh());
        board.selectedProperty().addListener((observable, old, now) -> refresh());
    }

    /** Empty where no trial allocates ranks, or none has come to its first evaluation. */
    ReadOnlyObjectProperty<Optional<Shown>> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /** Whether there are ranks to show. */
    public BooleanBinding availableProperty() {
        return available;
    }

    private void refresh() {
        shown.set(cell().flatMap(cell -> cell.keptRanks().map(kept -> {
            LearnedRanks ranks = LearnedRanks.of(kept);
            return new Shown(ranks, sentence(cell, ranks));
        })));
    }

    private Optional<Cell> cell() {
        Optional<VariantSummary> looked = board.selectedProperty()
                .get()
                .flatMap(board::variant)
                .filter(one -> one.variant().method() == Method.ADALORA)
                .or(() -> board.bestOf(Method.ADALORA));
        return looked.flatMap(board::bestCell).or(() -> board.cells().stream()
                .filter(cell -> cell.keptRanks().isPresent())
                .reduce((earlier, later) -> later));
    }

    private static String sentence(Cell cell, LearnedRanks ranks) {
        int least = ranks.modules().stream()
                .mapToInt(LearnedRanks.Module::rank)
                .min()
                .orElse(0);
        int most = ranks.modules().stream()
                .mapToInt(LearnedRanks.Module::rank)
                .max()
                .orElse(0);
        return Variant.of(cell.trial()).name() + ": "
                + String.format(Locale.ROOT, "%.1f", ranks.mean()) + " left on average, "
                + (least == most ? "the same everywhere." : least + " to " + most + ".");
    }
}
