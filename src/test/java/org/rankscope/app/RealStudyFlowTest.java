package org.rankscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.app.OpenWindow.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.study.TrialState;
import org.rankscope.ui.fx.NativeTextCondition;
import org.rankscope.ui.fx.ScreenshotOnFailure;
import org.rankscope.ui.setup.SetupChoices;
import org.rankscope.ui.setup.SetupChoicesBuilder;
import org.rankscope.ui.study.VariantSummary;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** A tiny study of real training in worker processes, from the window's button to its verdict. */
@ExtendWith({NativeTextCondition.class, ApplicationExtension.class, ScreenshotOnFailure.class})
class RealStudyFlowTest {
    private static final int PATIENCE_SECONDS = 120;
    private static final Path MODEL =
            Path.of("src/test/resources/fixtures/models/llama-tiny").toAbsolutePath();

    @TempDir
    private Path folder;

    private final FxRobot robot = new FxRobot();
    private OpenWindow window;

    @Start
    private void start(Stage stage) throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "Once upon a time there was a cat.\n".repeat(300));
        SetupChoices choices = SetupChoicesBuilder.builder(TestServices.choices("1, 2, 4", "1e-3", "1", "12"))
                .model(MODEL.toString())
                .data(text.toString())
                .evalEvery("4")
                .batchSize("2")
                .sequenceLength("16")
                .device("cpu")
                .build();
        WindowServices machine = LocalServices.create(folder.resolve("window.json"));
        window = OpenWindow.show(
                stage,
                720,
                new WindowServices(
                        machine.studies(),
                        machine.modelProbe(),
                        machine.taskProbe(),
                        machine.dataProbe(),
                        machine.reportProbe(),
                        machine.adapterProbe(),
                        machine.methodProbe(),
                        machine.costEstimator(),
                        machine.adviceProbe(),
                        machine.models(),
                        machine.datasets(),
                        machine.deviceProbe(),
                        spec -> folder.resolve("study"),
                        choices,
                        machine.machine(),
                        () -> false,
                        folder.resolve("window.json")),
                new ScriptedDialogs());
    }

    private <N extends Node> N find(String id, Class<N> type) {
        return window.find(id, type);
    }

    private static List<VariantSummary> rows(TableView<?> table) {
        return table.getItems().stream().map(VariantSummary.class::cast).toList();
    }

    @Test
    void realTrainingEndsInPointsAndAVerdict() throws Exception {
        await(() -> find("model-message", Label.class).getText().startsWith("Llama · 2 layers"));
        await(() -> find("data-message", Label.class).getText().contains("held out"));
        robot.clickOn(find("primary", Node.class));
        await(() -> find("status-line", Label.class).getText().startsWith("3 of 3 trials complete"));
        await(() -> find("primary", Button.class).getText().equals("Run study"));
        List<VariantSummary> rows = rows(find("trials", TableView.class));
        assertEquals(
                List.of(1, 2, 4),
                rows.stream().map(row -> row.variant().capacity()).toList());
        assertTrue(rows.stream().allMatch(row -> row.state() == TrialState.COMPLETE && row.loss() > 0));
        assertEquals(448L * 4, rows.get(2).parameters());
        assertTrue(find("rank-chart", Node.class).getAccessibleText().contains("Rank 4: "));
        assertTrue(List.of("choose", "flat", "extend", "noisy")
                .contains(find("verdict-word", Label.class).getText()));
        assertTrue(Files.exists(folder.resolve("study/verdict.json")));
    }
}
