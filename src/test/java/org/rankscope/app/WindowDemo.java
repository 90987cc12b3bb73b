package org.rankscope.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.animation.PauseTransition;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBox;
import javafx.scene.control.MenuBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.stage.Stage;
import javafx.util.Duration;
import org.rankscope.insight.Verdict;
import org.rankscope.model.Precision;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.ui.fx.StageDialogs;
import org.rankscope.ui.settings.Settings;
import org.rankscope.ui.settings.SettingsFile;
import org.rankscope.ui.setup.FixedDevices;
import org.rankscope.ui.setup.SetupChoices;
import org.rankscope.ui.setup.SetupChoicesBuilder;
import org.rankscope.ui.study.ReplayStudyService;
import org.rankscope.ui.study.SyntheticStudy;
import org.rankscope.ui.theme.Theme;

/**
 * Shows the window with a synthetic study, for looking at it: scenario, theme, width, height, and the ids of what is
 * pressed once it has run, with commas.
 */
public final class WindowDemo extends Application {
    private static final double PATIENCE = 8;

    public static void main(String[] args) {
        launch(WindowDemo.class, args);
    }

    @Override
    public void start(Stage stage) throws Exception {
        String scenario = getParameters().getRaw().get(0);
        Path folder = Files.createTempDirectory("rankscope-demo");
        new SettingsFile(folder.resolve("window.json"))
                .write(new Settings(
                        Double.valueOf(getParameters().getRaw().get(2)),
                        Double.valueOf(getParameters().getRaw().get(3)),
                        false,
                        Theme.valueOf(getParameters().getRaw().get(1)),
                        null,
                        scenario.equals("real-files") ? realFiles() : null));
        boolean half = scenario.startsWith("running");
        SyntheticStudy study =
                switch (scenario) {
                    case "flat" -> new SyntheticStudy(Verdict.Kind.FLAT, 2, 0.004, 0.002);
                    case "extend" -> new SyntheticStudy(Verdict.Kind.EXTEND, 128, 0.3, 0.004);
                    case "noisy" -> new SyntheticStudy(Verdict.Kind.NOISY, 8, 0.02, 0.02);
                    default -> SyntheticStudy.choose();
                };
        SetupChoices choices =
                switch (scenario) {
                    case "seeds", "noisy" -> TestServices.choices("1, 2, 4, 8, 16, 32", "3e-3", "5", "60");
                    case "rates" -> TestServices.choices("1, 2, 4, 8, 16, 32", "1e-3, 3e-3, 1e-2", "1", "60");
                    case "many-rates", "failed" ->
                        TestServices.choices(
                                "1, 2, 4, 8, 16, 32", "3e-4, 1e-3, 2e-3, 3e-3, 6e-3, 1e-2, 3e-2", "1", "60");
                    case "crowded" ->
                        TestServices.choices("1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128", "3e-3", "3", "60");
                    case "running-seeds" -> TestServices.choices("1, 2, 4, 8, 16, 32", "1e-3, 3e-3", "3", "100");
                    case "methods", "running-methods" -> comparing(Method.LORA, Method.DORA, Method.IA3, Method.FULL);
                    case "full" -> comparing(Method.LORA, Method.FULL);
                    case "scan" -> comparing(Method.LORA, Method.DYLORA, Method.FULL);
                    case "gpu", "processor" -> qlora(Precision.BF16);
                    case "no-libraries" -> qlora(Precision.TF32);
                    case "comparison" -> comparing(Method.IA3, Method.FULL);
                    case "crowded-methods" ->
                        comparing(
                                Method.LORA,
                                Method.RSLORA,
                                Method.DORA,
                                Method.ADALORA,
                                Method.BOTTLENECK,
                                Method.PREFIX_TUNING,
                                Method.FULL);
                    case "all-methods", "running-all-methods" ->
                        SetupChoicesBuilder.builder(comparing(Method.values()))
                                .model("Micro")
                                .build();
                    default -> TestServices.demo();
                };
        ReplayStudyService service =
                new ReplayStudyService(study, half ? 12_000 : 60, scenario.equals("failed") ? 16 : 0);
        stage.setX(0);
        stage.setY(0);
        WindowServices services = scenario.startsWith("real")
                ? LocalServices.create(folder.resolve("window.json"))
                : TestServices.with(
                        service,
                        folder,
                        choices,
                        scenario.equals("tight") ? (355L << 20) + (3 << 19) : 20L << 30,
                        new FixedDevices(
                                switch (scenario) {
                                    case "gpu" -> FixedDevices.GPUS;
                                    case "no-libraries" -> FixedDevices.NO_LIBRARIES;
                                    default -> FixedDevices.PROCESSOR;
                                }));
        Window window = new Window(stage, services, new StageDialogs(stage));
        window.show();
        if (scenario.equals("real-open")) {
            window.main().open(Path.of(getParameters().getRaw().get(4)));
            if (getParameters().getRaw().size() > 5) {
                press(stage, getParameters().getRaw().get(5).split(","));
            }
        } else if (scenario.equals("bad-model")) {
            ((ComboBox<?>) stage.getScene().lookup("#model")).getEditor().setText("/home/ana/models/llama-3.2");
        } else if (List.of("gpu", "processor", "no-libraries").contains(scenario)) {
            PauseTransition later = new PauseTransition(Duration.seconds(1));
            later.setOnFinished(event -> ((ScrollPane) stage.getScene().lookup("#setup")).setVvalue(1));
            later.play();
            if (getParameters().getRaw().size() > 4) {
                open(stage, getParameters().getRaw().get(4));
            }
        } else if (scenario.equals("setup-methods")) {
            press(stage, "methods");
        } else if (scenario.equals("help")) {
            MenuBar menu = (MenuBar) stage.getScene().lookup("#menu");
            PauseTransition later = new PauseTransition(Duration.seconds(1));
            later.setOnFinished(event -> Platform.runLater(
                    () -> menu.getMenus().get(3).getItems().get(0).fire()));
            later.play();
        } else if (!List.of("empty", "tight", "setup-methods").contains(scenario)) {
            String axis = scenario.startsWith("axis-") ? scenario.substring(5) : "rank";
            ((ToggleButton) stage.getScene().lookup("#axis-" + axis)).fire();
            if (!axis.equals("rank")) {
                ((ToggleButton) stage.getScene().lookup("#curves-train")).fire();
                PauseTransition later = new PauseTransition(Duration.seconds(3));
                later.setOnFinished(event -> ((TableView<?>) stage.getScene().lookup("#trials"))
                        .getSelectionModel()
                        .select(2));
                later.play();
            }
            PauseTransition run = new PauseTransition(Duration.seconds(scenario.startsWith("real") ? 4 : 0.4));
            run.setOnFinished(event -> Optional.of(stage.getScene().lookup("#primary"))
                    .map(Button.class::cast)
                    .get()
                    .fire());
            run.play();
            if (!scenario.startsWith("real") && getParameters().getRaw().size() > 4) {
                press(stage, getParameters().getRaw().get(4).split(","));
            }
        }
    }

    private static SetupChoices comparing(Method... methods) {
        return SetupChoicesBuilder.builder(TestServices.choices("1, 2, 4, 8, 16, 32", "3e-3", "1", "60"))
                .methods(List.of(methods))
                .build();
    }

    private static SetupChoices qlora(Precision precision) {
        return SetupChoicesBuilder.builder(comparing(Method.LORA, Method.QLORA, Method.FULL))
                .precision(precision)
                .build();
    }

    private static void open(Stage stage, String id) {
        PauseTransition later = new PauseTransition(Duration.seconds(2));
        later.setOnFinished(event -> ((ComboBox<?>) stage.getScene().lookup("#" + id)).show());
        later.play();
    }

    private static void press(Stage stage, String... ids) {
        PauseTransition later = new PauseTransition(Duration.seconds(PATIENCE));
        later.setOnFinished(event -> Platform.runLater(() -> {
            for (String id : ids) {
                ((ButtonBase) stage.getScene().lookup("#" + id)).fire();
            }
        }));
        later.play();
    }

    private SetupChoices realFiles() {
        return SetupChoicesBuilder.builder(TestServices.choices("1, 2, 4, 8, 16, 32", "3e-3", "1", "100"))
                .model(getParameters().getRaw().get(4))
                .data(getParameters().getRaw().get(5))
                .heldOutPercent("5")
                .evalEvery("20")
                .batchSize("4")
                .build();
    }
}
