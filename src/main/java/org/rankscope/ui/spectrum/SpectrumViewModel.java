package org.rankscope.ui.spectrum;

import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.rankscope.study.Trial;
import org.rankscope.ui.chart.HeatMap;
import org.rankscope.ui.study.Cell;
import org.rankscope.ui.study.SpectrumReading;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.StudyViewModel;
import org.rankscope.ui.study.VariantSummary;

/**
 * The spectrum of one adapter: of what is selected, or else of the largest rank measured, whose spectrum says most. Read
 * from the study's folder when it is looked at, once a trial. FX thread.
 */
public final class SpectrumViewModel {
    private static final String NOTHING = "What an adapter uses of its rank, once a trial is complete.";

    private final StudyViewModel study;
    private final ReadOnlyObjectWrapper<Shown> shown = new ReadOnlyObjectWrapper<>(Shown.nothing(NOTHING));
    private boolean active;
    private Optional<String> trialShown = Optional.empty();

    /**
     * What the card shows.
     *
     * @param map empty while there is nothing to show
     * @param sentence what the map comes to, or why there is none
     */
    record Shown(Optional<HeatMap> map, String sentence) {
        static Shown nothing(String why) {
            return new Shown(Optional.empty(), why);
        }
    }

    public SpectrumViewModel(StudyViewModel study) {
        this.study = study;
        study.board().resultsRevision().addListener((observable, old, now) -> refresh());
        study.board().selectedProperty().addListener((observable, old, now) -> refresh());
        study.folderProperty().addListener((observable, old, now) -> {
            trialShown = Optional.empty();
            refresh();
        });
    }

    // What is shown

    ReadOnlyObjectProperty<Shown> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    // What can be asked

    /** Whether anybody looks: adapters are read only then. */
    void setActive(boolean now) {
        active = now;
        refresh();
    }

    private void refresh() {
        if (!active) {
            return;
        }
        Optional<String> wanted = trial().map(Trial::id);
        if (wanted.equals(trialShown)) {
            return;
        }
        trialShown = wanted;
        if (wanted.isEmpty()) {
            shown.set(Shown.nothing(NOTHING));
        } else {
            study.readSpectrum(wanted.get(), reading -> {
                if (wanted.equals(trialShown)) {
                    shown.set(shown(reading));
                }
            });
        }
    }

    private static Shown shown(SpectrumReading reading) {
        return reading.spectrum()
                .filter(spectrum -> !spectrum.modules().isEmpty())
                .map(SpectrumMap::new)
                .map(map -> new Shown(Optional.of(map.map()), map.sentence()))
                .orElseGet(() -> Shown.nothing(reading.problem().isEmpty() ? NOTHING : reading.problem()));
    }

    /** The best trial at the best learning rate. */
    private Optional<Trial> trial() {
        StudyBoard board = study.board();
        Optional<VariantSummary> variant = board.selectedProperty()
                .get()
                .flatMap(board::variant)
                .filter(VariantSummary::hasLoss)
                .or(() -> board.variants().stream()
                        .filter(one -> one.hasLoss()
                                && board.methodInFocus()
                                        .filter(method ->
                                                method == one.variant().method())
                                        .isPresent())
                        .reduce((smaller, larger) -> larger));
        return variant.flatMap(board::bestCell).map(Cell::trial);
    }
}
