package org.rankscope.ui.main;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jfree.chart.JFreeChart;
import org.rankscope.export.ExportFormat;
import org.rankscope.study.StudySpec;
import org.rankscope.study.Trial;
import org.rankscope.ui.chart.ChartPng;
import org.rankscope.ui.fx.Dialogs;
import org.rankscope.ui.setup.SetupViewModel;
import org.rankscope.ui.study.Cell;
import org.rankscope.ui.study.CostEstimate;
import org.rankscope.ui.study.Launch;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.StudyState;
import org.rankscope.ui.study.StudyViewModel;

/** The commands of the window: the primary button and the menu. FX thread. */
public final class MainViewModel {
    private final StudyViewModel study;
    private final SetupViewModel setup;
    private final Dialogs dialogs;
    /** What the settings were when the study on the page was started or opened. */
    private final ObjectProperty<Optional<StudySpec>> settingsOfStudy = new SimpleObjectProperty<>(Optional.empty());

    private final ReadOnlyBooleanWrapper closed = new ReadOnlyBooleanWrapper();
    private final ObjectBinding<PrimaryAction> primary;
    private final BooleanBinding primaryEnabled;
    private final BooleanBinding busy;
    private final BooleanBinding hasStudy;
    private final BooleanBinding hasAdapter;
    private final StringBinding title;
    private boolean closing;

    public MainViewModel(StudyViewModel study, SetupViewModel setup, Dialogs dialogs) {
        this.study = study;
        this.setup = setup;
        this.dialogs = dialogs;
        busy = Bindings.createBooleanBinding(() -> study.state().isBusy(), study.stateProperty());
        hasStudy =
                Bindings.createBooleanBinding(() -> study.folderProperty().get().isPresent(), study.folderProperty());
        primary = Bindings.createObjectBinding(
                this::whatIsNext, study.stateProperty(), study.folderProperty(), setup.specProperty(), settingsOfStudy);
        primaryEnabled = Bindings.createBooleanBinding(
                () -> switch (primary.get()) {
                    case CANCEL, RESUME -> true;
                    case CANCELLING -> false;
                    case RUN -> setup.specProperty().get().isPresent();
                },
                primary,
                setup.specProperty());
        hasAdapter = Bindings.createBooleanBinding(
                () -> hasStudy.get() && adapter().isPresent(),
                hasStudy,
                study.board().resultsRevision(),
                study.board().selectedProperty());
        title = Bindings.createStringBinding(
                () -> study.specProperty().get().map(setup::nameOf).orElse(""), study.specProperty());
        study.stateProperty().addListener((observable, old, now) -> {
            if (closing && !now.isBusy()) {
                closed.set(true);
            }
            if (old.isBusy() && !now.isBusy()) {
                setup.refreshCost();
            }
        });
    }

    // What is shown

    ObjectBinding<PrimaryAction> primaryProperty() {
        return primary;
    }

    BooleanBinding primaryEnabledProperty() {
        return primaryEnabled;
    }

    /** Whether a runner is at work, so that settings and most of the menu hold still. */
    BooleanBinding busyProperty() {
        return busy;
    }

    /** Whether the study on the page has a folder. */
    BooleanBinding hasStudyProperty() {
        return hasStudy;
    }

    /** Name of the study on the page. */
    StringBinding titleProperty() {
        return title;
    }

    /** Set once the window may close. */
    public ReadOnlyBooleanProperty closedProperty() {
        return closed.getReadOnlyProperty();
    }

    // What can be asked

    void primary() {
        switch (primary.get()) {
            case RUN -> run();
            case RESUME -> study.resume();
            case CANCEL -> study.cancel();
            case CANCELLING -> {}
        }
    }

    void newStudy() {
        study.reset();
        settingsOfStudy.set(Optional.empty());
    }

    void openStudy() {
        dialogs.chooseFolder("Open a study folder", study.folderProperty().get().map(Path::getParent))
                .ifPresent(this::open);
    }

    /** Shows the study in {@code folder} and its settings. */
    public void open(Path folder) {
        study.open(folder, spec -> {
            setup.show(spec);
            settingsOfStudy.set(setup.specProperty().get());
        });
    }

    void exportResults() {
        dialogs.chooseSaveFile("Export results", "results.csv", Dialogs.FileKind.CSV)
                .ifPresent(study::exportResults);
    }

    /** Whether the study on the page has an adapter to export: of what is selected, or else advised. */
    BooleanBinding hasAdapterProperty() {
        return hasAdapter;
    }

    /** Asks where to, and writes the adapter there. */
    void exportAdapter(ExportFormat format) {
        adapter().ifPresent(trial -> {
            boolean file = format == ExportFormat.ONNX || format == ExportFormat.ONNX_ADAPTER;
            String name = trial.id() + (file ? "." + format.json() : "-" + format.json());
            dialogs.chooseSaveFile("Export the adapter of " + trial.id(), name, Dialogs.FileKind.of(format))
                    .ifPresent(target -> study.exportAdapter(
                            trial.id(),
                            format,
                            target,
                            written -> dialogs.tell("Exported", ExportWords.of(written, target))));
        });
    }

    private Optional<Trial> adapter() {
        StudyBoard board = study.board();
        return board.selectedProperty()
                .get()
                .flatMap(board::variant)
                .or(board::advised)
                .flatMap(board::bestCell)
                .map(Cell::trial);
    }

    void exportChart(Supplier<JFreeChart> chart) {
        dialogs.chooseSaveFile("Export chart", "validation-loss.png", Dialogs.FileKind.PNG)
                .ifPresent(file -> {
                    JFreeChart drawn = chart.get();
                    study.attempt(() -> ChartPng.write(drawn, file));
                });
    }

    void about() {
        dialogs.tell("Rankscope", HelpTexts.ABOUT);
    }

    void explainVerdicts() {
        dialogs.tell("What the verdict means", HelpTexts.VERDICTS);
    }

    void explainRules() {
        dialogs.tell("How a rule chooses", HelpTexts.RULES);
    }

    void explainCharts() {
        dialogs.tell("How to read the charts", HelpTexts.CHARTS);
    }

    void explainSearches() {
        dialogs.tell("How a study searches", HelpTexts.SEARCHES);
    }

    /**
     * Whether the window may close at once; else it closes by itself once the run has stopped, if the person agrees.
     */
    public boolean mayClose() {
        if (!study.state().isBusy()) {
            return true;
        }
        if (!closing
                && dialogs.confirm(
                        "A study is running",
                        "Closing the window stops it. What is finished stays in its folder, and the rest can be resumed.",
                        "Stop and close")) {
            closing = true;
            study.cancel();
        }
        return closing && !study.state().isBusy();
    }

    private void run() {
        setup.specProperty().get().ifPresent(spec -> {
            settingsOfStudy.set(Optional.of(spec));
            study.run(new Launch(
                    spec,
                    setup.cost()
                            .estimateProperty()
                            .get()
                            .map(CostEstimate::memory)
                            .orElse(Map.of())));
        });
    }

    private PrimaryAction whatIsNext() {
        StudyState now = study.state();
        boolean unchanged = settingsOfStudy.get().isPresent()
                && settingsOfStudy.get().equals(setup.specProperty().get());
        return switch (now) {
            case STARTING, RUNNING -> PrimaryAction.CANCEL;
            case CANCELLING -> PrimaryAction.CANCELLING;
            case STOPPED ->
                unchanged && study.folderProperty().get().isPresent() ? PrimaryAction.RESUME : PrimaryAction.RUN;
            case IDLE, DONE, FAILED -> PrimaryAction.RUN;
        };
    }
}
