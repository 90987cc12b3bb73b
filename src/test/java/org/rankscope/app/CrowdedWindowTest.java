package org.rankscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.layout.Pane;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.ui.fx.NativeTextCondition;
import org.rankscope.ui.fx.ScreenshotOnFailure;
import org.rankscope.ui.setup.SetupChoicesBuilder;
import org.rankscope.ui.study.ReplayStudyService;
import org.rankscope.ui.study.SyntheticStudy;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** A study of all methods in a small window: nothing that names a method or its size is cut. */
@ExtendWith({NativeTextCondition.class, ApplicationExtension.class, ScreenshotOnFailure.class})
class CrowdedWindowTest {
    private static final int METHODS = Method.values().length;

    @TempDir
    private Path folder;

    private final FxRobot robot = new FxRobot();
    private OpenWindow window;

    @Start
    private void start(Stage stage) {
        window = OpenWindow.show(
                stage,
                720,
                TestServices.with(
                        new ReplayStudyService(SyntheticStudy.choose(), 0, 0),
                        folder,
                        SetupChoicesBuilder.builder(TestServices.choices("1, 2, 4, 8, 16, 32", "3e-3", "1", "20"))
                                .model("Micro")
                                .methods(List.of(Method.values()))
                                .build()),
                new ScriptedDialogs());
    }

    private void run() throws Exception {
        OpenWindow.await(() -> !window.find("primary", Button.class).isDisabled());
        robot.clickOn(window.find("primary", Node.class));
        OpenWindow.await(() -> window.find("primary", Button.class).getText().equals("Run study")
                && window.find("trials", TableView.class).getItems().size() > METHODS);
    }

    /** What of {@code root} has a text that is not shown whole. */
    private static List<String> cut(Node root) {
        List<Labeled> named = Stream.of(".label", ".table-cell")
                .flatMap(selector -> root.lookupAll(selector).stream())
                .filter(Labeled.class::isInstance)
                .map(Labeled.class::cast)
                .filter(labeled -> labeled.getText() != null
                        && !labeled.getText().isEmpty()
                        && labeled.lookup(".text") instanceof Text)
                .toList();
        assertTrue(named.size() >= METHODS, "only " + named.size() + " texts were found");
        return named.stream()
                .filter(labeled -> !((Text) labeled.lookup(".text")).getText().equals(labeled.getText()))
                .map(Labeled::getText)
                .toList();
    }

    @Test
    void everyMethodStandsWholeInBothLegends() throws Exception {
        run();
        for (String id : List.of("rank-chart-side-legend", "learning-curves-legend")) {
            Pane legend = window.find(id, Pane.class);
            assertTrue(legend.isVisible(), id);
            assertEquals(List.of(), OpenWindow.look(() -> cut(legend)), id);
            List<Label> names = OpenWindow.look(() -> legend.getChildren().stream()
                    .flatMap(node -> Stream.of((Label) node))
                    .toList());
            assertTrue(names.size() >= METHODS, id + " has " + names.size());
            Bounds room = legend.getParent().getParent().getLayoutBounds();
            for (Label name : names) {
                Bounds place = legend.getParent().getParent().sceneToLocal(name.localToScene(name.getLayoutBounds()));
                assertTrue(room.contains(place), id + ": " + name.getText() + " at " + place + " in " + room);
                assertEquals(
                        1,
                        names.stream()
                                .filter(other -> other.getBoundsInParent()
                                        .intersects(
                                                name.getBoundsInParent().getMinX() + 1,
                                                name.getBoundsInParent().getMinY() + 1,
                                                name.getBoundsInParent().getWidth() - 2,
                                                name.getBoundsInParent().getHeight() - 2))
                                .count(),
                        id + ": " + name.getText());
            }
        }
    }

    @Test
    void noNumberSizeOrTitleOfTheTableIsCut() throws Exception {
        run();
        TableView<?> table = window.find("trials", TableView.class);
        for (int row = 0; row < table.getItems().size(); row += 3) {
            int top = row;
            robot.interact(() -> table.scrollTo(top));
            WaitForAsyncUtils.waitForFxEvents();
            assertEquals(List.of(), OpenWindow.look(() -> cut(table)), "from row " + row);
        }
    }

    @Test
    void aMethodIsSelectedByItsNameInTheLegend() throws Exception {
        run();
        Pane legend = window.find("rank-chart-side-legend", Pane.class);
        Label prompt = (Label) OpenWindow.look(() -> legend.getChildren().stream()
                .filter(node -> ((Label) node).getText().equals("prompt"))
                .findFirst()
                .orElseThrow());
        robot.clickOn(prompt);
        WaitForAsyncUtils.waitForFxEvents();
        TableView<?> table = window.find("trials", TableView.class);
        assertTrue(OpenWindow.look(
                () -> table.getSelectionModel().getSelectedItem().toString().contains("PROMPT_TUNING")));
    }
}
