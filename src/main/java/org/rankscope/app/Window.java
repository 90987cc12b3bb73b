package org.rankscope.app;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.rankscope.ui.curves.CurvesView;
import org.rankscope.ui.curves.CurvesViewModel;
import org.rankscope.ui.fx.Dialogs;
import org.rankscope.ui.fx.FxPump;
import org.rankscope.ui.fx.UiQueue;
import org.rankscope.ui.main.MainView;
import org.rankscope.ui.main.MainViewModel;
import org.rankscope.ui.memory.MemoryView;
import org.rankscope.ui.memory.MemoryViewModel;
import org.rankscope.ui.progress.ProgressView;
import org.rankscope.ui.progress.ProgressViewModel;
import org.rankscope.ui.rankchart.RankChartView;
import org.rankscope.ui.rankchart.RankChartViewModel;
import org.rankscope.ui.report.ReportView;
import org.rankscope.ui.report.ReportViewModel;
import org.rankscope.ui.settings.Settings;
import org.rankscope.ui.settings.SettingsFile;
import org.rankscope.ui.setup.BundledChoice;
import org.rankscope.ui.setup.CostView;
import org.rankscope.ui.setup.SetupServices;
import org.rankscope.ui.setup.SetupView;
import org.rankscope.ui.setup.SetupViewModel;
import org.rankscope.ui.spectrum.LearnedRanksViewModel;
import org.rankscope.ui.spectrum.SpectrumViewModel;
import org.rankscope.ui.study.StudyViewModel;
import org.rankscope.ui.theme.Appearance;
import org.rankscope.ui.theme.Fonts;
import org.rankscope.ui.trials.TrialsView;
import org.rankscope.ui.trials.TrialsViewModel;
import org.rankscope.ui.verdict.VerdictView;
import org.rankscope.ui.verdict.VerdictViewModel;

/** Wires services, view-models and views into one stage. FX thread. */
public final class Window {
    private static final int BACKGROUND_THREADS = 4;
    private static final long MACHINE_SECONDS = 2;

    /** Pixels; a desktop takes the one that its place has room for. */
    private static final List<Integer> ICON_SIZES = List.of(16, 32, 48, 64, 128, 256);

    /** Room that desktops take for a window's frame, in pixels. */
    private static final double TITLE_BAR = 36;

    private final Stage stage;
    private final SettingsFile settingsFile;
    private final Appearance appearance;
    private final SetupViewModel setup;
    private final RankChartViewModel rankChart;
    private final MainViewModel main;
    private final ScheduledExecutorService background;
    private final FxPump pump;
    private final List<BundledChoice> bundled;

    public Window(Stage stage, WindowServices services, Dialogs dialogs) {
        this.stage = stage;
        this.bundled = services.datasets();
        Fonts.load();
        settingsFile = new SettingsFile(services.settingsFile());
        Settings settings = settingsFile.read();
        appearance = new Appearance(settings.theme(), services.desktopIsDark());
        background = Executors.newScheduledThreadPool(BACKGROUND_THREADS, task -> {
            Thread thread = new Thread(task, "window-background");
            thread.setDaemon(true);
            return thread;
        });
        UiQueue queue = new UiQueue();
        pump = new FxPump(queue);

        StudyViewModel study =
                new StudyViewModel(services.studies(), queue, background, System::nanoTime, services.newFolder());
        setup = new SetupViewModel(
                new SetupServices(
                        services.modelProbe(),
                        services.taskProbe(),
                        services.dataProbe(),
                        services.adapterProbe(),
                        services.methodProbe(),
                        services.costEstimator(),
                        services.adviceProbe(),
                        services.models(),
                        services.datasets(),
                        services.deviceProbe(),
                        background,
                        queue),
                settings.choices() == null ? services.demo() : settings.choices());
        ReportViewModel report = new ReportViewModel(services.reportProbe(), background, queue, setup.specProperty());
        study.stateProperty().addListener((observable, old, now) -> {
            if (now.isBusy()) {
                report.openProperty().set(false);
            }
        });
        rankChart = new RankChartViewModel(study.board());
        rankChart.axisProperty().set(settings.axis());
        ProgressViewModel progress = new ProgressViewModel(study);
        main = new MainViewModel(study, setup, dialogs);

        RankChartView rankChartView = new RankChartView(rankChart, appearance);
        MainView view = new MainView(
                main,
                new MainView.Parts(
                        new SetupView(
                                setup,
                                dialogs,
                                appearance.colorsProperty(),
                                () -> report.openProperty().set(true),
                                choice -> choice.page().ifPresent(page -> dialogs.read(choice.title(), page))),
                        new CostView(setup.cost()),
                        new VerdictView(new VerdictViewModel(study, setup::extendRanks)),
                        rankChartView,
                        new CurvesView(new CurvesViewModel(study.board()), appearance),
                        new MemoryView(
                                new MemoryViewModel(study, setup.cost().estimateProperty()),
                                new SpectrumViewModel(study),
                                new LearnedRanksViewModel(study.board()),
                                appearance),
                        new TrialsView(new TrialsViewModel(study.board()), appearance),
                        new ProgressView(progress),
                        new ReportView(report, appearance),
                        rankChartView::drawForExport),
                appearance.themeProperty(),
                rankChart.axisProperty());
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        Scene scene = new Scene(
                view,
                Math.min(settings.width(), screen.getWidth()),
                Math.min(settings.height(), screen.getHeight() - TITLE_BAR));
        appearance.applyTo(scene);
        stage.setScene(scene);
        stage.setTitle("Rankscope");
        ICON_SIZES.forEach(size -> stage.getIcons()
                .add(new Image(Window.class.getResource("icon-" + size + ".png").toExternalForm())));
        stage.setMinWidth(Math.min(Settings.LEAST_WIDTH, screen.getWidth()));
        stage.setMinHeight(Math.min(Settings.LEAST_HEIGHT, screen.getHeight()));
        stage.setMaximized(settings.maximized());
        listenToStage(progress, queue, services);
    }

    /** What the window's menu can do, for starting with a study. */
    public MainViewModel main() {
        return main;
    }

    /** Fills the fields from the study of the first bundled dataset, whatever was last in them. */
    public void fillInDemo() {
        bundled.stream().findFirst().flatMap(BundledChoice::study).ifPresent(setup::show);
    }

    public void show() {
        pump.start();
        stage.show();
    }

    private void listenToStage(ProgressViewModel progress, UiQueue queue, WindowServices services) {
        stage.setOnCloseRequest(event -> {
            if (!main.mayClose()) {
                event.consume();
            }
        });
        main.closedProperty().addListener((observable, old, now) -> stage.hide());
        stage.setOnHidden(event -> {
            pump.stop();
            background.shutdownNow();
            settingsFile.write(new Settings(
                    stage.getScene().getWidth(),
                    stage.getScene().getHeight(),
                    stage.isMaximized(),
                    appearance.themeProperty().get(),
                    rankChart.axisProperty().get(),
                    setup.choices()));
        });
        ObservableValue<String> chosen = setup.deviceIdProperty();
        AtomicReference<String> device = new AtomicReference<>(chosen.getValue());
        chosen.addListener((observable, old, now) -> device.set(now));
        background.scheduleWithFixedDelay(
                () -> {
                    String machine = services.machine().apply(device.get());
                    queue.post(() -> progress.showMachine(machine));
                },
                0,
                MACHINE_SECONDS,
                TimeUnit.SECONDS);
    }
}
