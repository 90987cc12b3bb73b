package org.rankscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.app.OpenWindow.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.Image;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.controlsfx.control.PopOver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.ui.fx.NativeTextCondition;
import org.rankscope.ui.fx.ScreenshotOnFailure;
import org.rankscope.ui.settings.Settings;
import org.rankscope.ui.settings.SettingsFile;
import org.rankscope.ui.study.ReplayStudyService;
import org.rankscope.ui.study.SyntheticStudy;
import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.theme.Theme;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** What a person does with the window, on a study that is played back. */
@ExtendWith({NativeTextCondition.class, ApplicationExtension.class, ScreenshotOnFailure.class})
class WindowFlowTest {
    /** Slow enough to be cancelled, quick enough to wait for. */
    private static final long MICROS_A_STEP = 1_500;

    @TempDir
    private Path folder;

    private final FxRobot robot = new FxRobot();
    private final ScriptedDialogs dialogs = new ScriptedDialogs();
    private OpenWindow window;

    @Start
    private void start(Stage stage) {
        window = OpenWindow.show(
                stage,
                720,
                TestServices.with(
                        new ReplayStudyService(SyntheticStudy.choose(), MICROS_A_STEP, 0), folder, TestServices.demo()),
                dialogs);
    }

    private <N extends Node> N find(String id, Class<N> type) {
        return window.find(id, type);
    }

    private <N extends Node> N lookup(String selector, Class<N> type) {
        return window.lookup(selector, type);
    }

    private void awaitPrimary(String text) throws Exception {
        await(() -> find("primary", Button.class).getText().equals(text));
    }

    private void startRunning() throws Exception {
        await(() -> !find("primary", Button.class).isDisabled());
        robot.clickOn(find("primary", Node.class));
        awaitPrimary("Cancel study");
    }

    private String chartText() {
        return find("rank-chart", Node.class).getAccessibleText();
    }

    /** Chooses from the menu without opening it: headless windows lose their submenus. */
    private void fireMenuItem(String id) {
        MenuItem item = find("menu", MenuBar.class).getMenus().stream()
                .flatMap(WindowFlowTest::items)
                .filter(one -> id.equals(one.getId()))
                .findFirst()
                .orElseThrow();
        robot.interact(item::fire);
    }

    private static Stream<MenuItem> items(Menu menu) {
        return menu.getItems().stream().flatMap(item -> item instanceof Menu sub ? items(sub) : Stream.of(item));
    }

    @Test
    void adviceIsReachedAndTakenOverWithTheKeyboard() throws Exception {
        await(() -> find("ranks-advice-why", Hyperlink.class).getText().equals("why"));
        robot.interact(() -> find("ranks-advice-why", Hyperlink.class).requestFocus());
        robot.type(KeyCode.SPACE);
        await(() -> javafx.stage.Window.getWindows().stream().anyMatch(PopOver.class::isInstance));
        robot.type(KeyCode.ESCAPE);
        await(() -> javafx.stage.Window.getWindows().stream().noneMatch(PopOver.class::isInstance));
        robot.interact(() -> find("ranks-advice-use", Hyperlink.class).requestFocus());
        robot.type(KeyCode.SPACE);
        await(() -> find("ranks", TextField.class).getText().equals("4, 8, 16, 32"));
    }

    @Test
    void itOpensWithTheDemoReadyToRun() throws Exception {
        await(() -> !find("primary", Button.class).isDisabled());
        assertEquals("Run study", find("primary", Button.class).getText());
        List<Image> icons = window.stage().getIcons();
        assertTrue(icons.size() > 1 && icons.stream().noneMatch(Image::isError));
        assertEquals(
                "Llama · 5 layers · 1,049,728 parameters · float32",
                find("model-message", Label.class).getText());
        await(() -> find("cost", Label.class).getText().startsWith("6 cells"));
        assertEquals("What rank is enough?", find("verdict-title", Text.class).getText());
    }

    @Test
    void aChangedRangeRunsToItsEndWithPointsAndVerdict() throws Exception {
        Node thumb = lookup("#rank-range .high-thumb", Node.class);
        robot.drag(thumb).moveBy(-28, 0).drop();
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals("1, 2, 4, 8, 16", find("ranks", TextField.class).getText());
        startRunning();
        assertTrue(find("setup", Node.class).isDisabled());
        awaitPrimary("Run study");
        assertEquals("r = 8", find("verdict-headline", Label.class).getText());
        assertEquals("choose", find("verdict-word", Label.class).getText());
        assertTrue(chartText().contains("Rank 8: 2.146, chosen."), chartText());
        assertEquals(5, find("trials", TableView.class).getItems().size());
        assertFalse(find("setup", Node.class).isDisabled());
    }

    @Test
    void aSelectedRowStaysSelectedOnEveryAxis() throws Exception {
        startRunning();
        awaitPrimary("Run study");
        robot.clickOn(lookup("#trials .table-row-cell:filled", Node.class));
        robot.clickOn(find("axis-parameters", Node.class));
        robot.clickOn(find("curves-train", Node.class));
        WaitForAsyncUtils.waitForFxEvents();
        assertTrue(find("axis-parameters", ToggleButton.class).isSelected());
        VariantSummary selected = (VariantSummary)
                find("trials", TableView.class).getSelectionModel().getSelectedItem();
        assertEquals(1, selected.variant().capacity());
        robot.interact(() -> find("rank-chart", Node.class).requestFocus());
        robot.push(KeyCode.RIGHT);
        selected = (VariantSummary)
                find("trials", TableView.class).getSelectionModel().getSelectedItem();
        assertEquals(2, selected.variant().capacity());
    }

    @Test
    void enterBehindAPathRunsNothing() throws Exception {
        await(() -> !find("primary", Button.class).isDisabled());
        ComboBox<?> model = find("model", ComboBox.class);
        robot.interact(() -> model.getEditor().requestFocus());
        robot.push(KeyCode.ENTER);
        WaitForAsyncUtils.waitForFxEvents();
        assertEquals("Run study", find("primary", Button.class).getText());
        robot.interact(() -> find("steps", TextField.class).requestFocus());
        robot.push(KeyCode.ENTER);
        awaitPrimary("Cancel study");
    }

    @Test
    void theVerdictFollowsTheRuleByKeyboardAndGoesBack() throws Exception {
        startRunning();
        awaitPrimary("Run study");
        robot.interact(() -> find("verdict-adjust", Node.class).requestFocus());
        robot.push(KeyCode.ENTER);
        robot.interact(() -> find("rule-tolerance", Node.class).requestFocus());
        for (int tenths = 10; tenths < 35; tenths++) {
            robot.push(KeyCode.RIGHT);
        }
        assertEquals("3.5 %", find("rule-percent", Label.class).getText());
        assertEquals("r = 4", find("verdict-headline", Label.class).getText());
        assertEquals("choose, by your rule", find("verdict-word", Label.class).getText());
        assertTrue(chartText().contains("Rank 4: 2.210, chosen."), chartText());
        robot.clickOn(find("rule-reset", Node.class));
        assertEquals("r = 8", find("verdict-headline", Label.class).getText());
        assertEquals("choose", find("verdict-word", Label.class).getText());
    }

    @Test
    void whatTheVerdictRestsOnIsShownAndClosedByKeyboard() throws Exception {
        startRunning();
        awaitPrimary("Run study");
        robot.interact(() -> find("verdict-compare", Node.class).requestFocus());
        robot.push(KeyCode.ENTER);
        await(() -> robot.lookup("#verdict-ranks").tryQuery().isPresent());
        robot.push(KeyCode.ESCAPE);
        await(() -> robot.lookup("#verdict-ranks").tryQuery().isEmpty());
    }

    @Test
    void theMapsOfStepsAndOfTheSpectrumFollowTheSelection() throws Exception {
        startRunning();
        awaitPrimary("Run study");
        assertFalse(find("curves-rates", Node.class).isVisible());
        robot.clickOn(find("curves-steps", Node.class));
        assertTrue(find("learning-curves", Node.class)
                .getAccessibleText()
                .startsWith("Validation loss by step and rank."));
        robot.clickOn(find("resources-spectrum", Node.class));
        await(() -> find("spectrum-sentence", Label.class).getText().startsWith("r = 32 trained"));
        robot.clickOn(lookup("#trials .table-row-cell:filled", Node.class));
        await(() -> find("spectrum-sentence", Label.class).getText().startsWith("r = 1 trained, 1.0 used"));
    }

    @Test
    void aCancelledStudyIsResumedWhereItStopped() throws Exception {
        startRunning();
        await(() -> chartText().contains("Rank 1:"));
        robot.clickOn(find("primary", Node.class));
        awaitPrimary("Resume study");
        assertTrue(find("status-line", Label.class).getText().contains("of 6 trials complete"));
        String before = chartText();
        robot.clickOn(find("primary", Node.class));
        awaitPrimary("Run study");
        assertTrue(chartText().startsWith(before.substring(0, before.indexOf("Rank 1:") + 12)));
        assertTrue(find("status-line", Label.class).getText().startsWith("6 of 6 trials complete"));
    }

    @Test
    void aBadDirectoryIsSaidAtItsField() throws Exception {
        Path nowhere = folder.resolve("no-model-here");
        dialogs.answerWith(nowhere);
        robot.clickOn(find("model-choose", Node.class));
        robot.clickOn("Hugging Face directory…");
        await(() -> find("model-message", Label.class).getText().startsWith(nowhere.toString()));
        assertTrue(find("model-message", Label.class).getText().contains("no such directory"));
        assertTrue(find("primary", Button.class).isDisabled());
        assertEquals(List.of("Choose a Hugging Face directory"), dialogs.asked());
    }

    @Test
    void aFolderWithoutAStudyIsSaidAndNothingIsLost() throws Exception {
        startRunning();
        awaitPrimary("Run study");
        dialogs.answerWith(folder.resolve("empty"));
        robot.push(KeyCode.CONTROL, KeyCode.O);
        await(() -> find("verdict-reason", Text.class).getText().contains("no study.json is here"));
        assertEquals(6, find("trials", TableView.class).getItems().size());
        dialogs.answerWith(folder.resolve("study-1"));
        robot.push(KeyCode.CONTROL, KeyCode.O);
        await(() -> find("verdict-headline", Label.class).getText().equals("r = 8"));
    }

    @Test
    void theThemeIsSwitchedAndRemembered() throws Exception {
        fireMenuItem("theme-dark");
        await(() -> window.stage().getScene().getRoot().getStyleClass().contains("dark"));
        robot.clickOn(find("axis-time", Node.class));
        robot.interact(() -> window.stage().hide());
        Settings kept = new SettingsFile(folder.resolve("window.json")).read();
        assertEquals(Theme.DARK, kept.theme());
        assertEquals("Tiny stories", kept.choices().model());
        assertEquals("TIME", kept.axis().name());
    }

    @Test
    void theChartAndTheResultsAreExported() throws Exception {
        startRunning();
        awaitPrimary("Run study");
        Path picture = folder.resolve("chart.png");
        dialogs.answerWith(picture);
        robot.push(KeyCode.CONTROL, KeyCode.E);
        await(() -> Files.exists(picture) && Files.size(picture) > 10_000);
        Path table = folder.resolve("results.csv");
        dialogs.answerWith(table);
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.E);
        await(() -> Files.exists(table));
    }

    @Test
    void methodsAreTickedComparedAndSelectedEverywhere() throws Exception {
        robot.interact(() -> find("methods", Node.class).requestFocus());
        robot.type(KeyCode.SPACE);
        await(() -> robot.lookup("#method-dora").tryQuery().isPresent());
        await(() -> robot.lookup("#method-bitfit").queryAs(CheckBox.class).isDisabled());
        assertEquals(
                TestServices.NO_BIASES,
                robot.lookup("#method-bitfit-line").queryAs(Label.class).getText());
        for (String id : List.of("method-dora", "method-adalora", "method-ia3", "method-full")) {
            robot.interact(() -> robot.lookup("#" + id).queryAs(CheckBox.class).fire());
        }
        robot.type(KeyCode.ESCAPE);
        await(() -> javafx.stage.Window.getWindows().stream().noneMatch(PopOver.class::isInstance));
        assertEquals("LoRA + 4 more", find("methods-chosen", Label.class).getText());
        await(() -> find("cost", Label.class).getText().startsWith("20 cells"));
        startRunning();
        awaitPrimary("Run study");
        assertEquals(20, find("trials", TableView.class).getItems().size());
        assertTrue(chartText().contains("DoRA r = 8: "), chartText());
        assertTrue(chartText().contains("Line across: IA3: "), chartText());
        assertTrue(chartText().contains("Line across: Full fine-tuning: "), chartText());
        assertTrue(find("rank-chart-legend", Node.class).isVisible());
        assertEquals("LoRA", find("verdict-over", Label.class).getText());
        assertTrue(find("verdict-title", Text.class).getText().startsWith("LoRA at rank "));
        robot.clickOn(find("axis-parameters", Node.class));
        WaitForAsyncUtils.waitForFxEvents();
        assertFalse(chartText().contains("Line across: IA3"), chartText());
        assertTrue(chartText().contains("Line across: Full fine-tuning: "), chartText());

        robot.clickOn(find("resources-ranks", Node.class));
        assertTrue(find("learned-sentence", Label.class).getText().startsWith("AdaLoRA r = "));
        robot.clickOn(find("learned-copy", Node.class));
        assertEquals("Copied", find("learned-copy", Hyperlink.class).getText());
        String pattern = OpenWindow.look(() -> Clipboard.getSystemClipboard().getString());
        assertTrue(pattern.contains("model.layers.4.self_attn.v_proj"), pattern);
    }

    @Test
    void theAdapterOfTheSelectedTrialIsExported() throws Exception {
        startRunning();
        awaitPrimary("Run study");
        robot.clickOn(lookup("#trials .table-row-cell:filled", Node.class));
        Path target = folder.resolve("first.onnx_adapter");
        dialogs.answerWith(target);
        fireMenuItem("menu-export-onnx_adapter");
        await(() -> dialogs.asked().contains("Exported"));
        assertEquals("r1-lr0.003-s0", Files.readString(target));
        assertTrue(dialogs.asked().contains("Export the adapter of r1-lr0.003-s0"));
    }

    @Test
    void taskAndColumnsAreUnderstoodAndTheReportFollowsThem() throws Exception {
        Path table = Files.writeString(folder.resolve("topics.csv"), "id,body,topic\n1,where is it,delivery\n");
        dialogs.answerWith(table);
        robot.clickOn(find("data-choose", Node.class));
        robot.clickOn("Data file…");
        await(() -> find("columns-read", Text.class) != null);
        assertEquals(
                "text: body · label: topic", find("columns-read", Text.class).getText());
        assertEquals(
                "Guessed from the columns of the data.",
                find("task-message", Label.class).getText());
        assertTrue(find("new-head", Node.class).isVisible());
        await(() -> find("model-notes", Label.class).getText().contains("starts from random values"));

        robot.interact(() -> find("data-report", Hyperlink.class).requestFocus());
        robot.type(KeyCode.SPACE);
        await(() -> find("report-train", Label.class) != null);
        assertEquals("4,330", find("report-train", Label.class).getText());
        assertEquals("3", find("report-skipped", Label.class).getText());
        assertTrue(find("report-lengths", Node.class).getAccessibleText().contains("21 % cut at 64"));
        robot.interact(() -> find("sequence-length", TextField.class).setText("32"));
        await(() -> find("report-lengths", Node.class) != null
                && find("report-lengths", Node.class).getAccessibleText().contains("cut at 32"));
        robot.clickOn(find("report-close", Node.class));
        await(() -> !find("report", Node.class).isVisible());
        assertTrue(find("rank-chart", Node.class).getParent().getParent().isVisible());

        robot.interact(() -> find("data-columns", Hyperlink.class).requestFocus());
        robot.type(KeyCode.SPACE);
        await(() -> robot.lookup("#column-label").tryQuery().isPresent());
        ComboBox<?> text = robot.lookup("#column-text").queryComboBox();
        robot.interact(() -> text.getSelectionModel().select(2));
        robot.type(KeyCode.ESCAPE);
        await(() -> javafx.stage.Window.getWindows().stream().noneMatch(PopOver.class::isInstance));
        robot.interact(() -> window.stage().hide());
        Settings kept = new SettingsFile(folder.resolve("window.json")).read();
        assertEquals("body", kept.choices().columns().text());
    }
}
