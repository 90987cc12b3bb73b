package org.rankscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.rankscope.app.OpenWindow.await;

import java.nio.file.Path;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.model.Precision;
import org.rankscope.ui.fx.NativeTextCondition;
import org.rankscope.ui.fx.ScreenshotOnFailure;
import org.rankscope.ui.setup.FixedDevices;
import org.rankscope.ui.setup.SetupChoicesBuilder;
import org.rankscope.ui.study.ReplayStudyService;
import org.rankscope.ui.study.SyntheticStudy;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** A machine with an NVIDIA GPU and without CUDA's libraries, and a study that wants TF32. */
@ExtendWith({NativeTextCondition.class, ApplicationExtension.class, ScreenshotOnFailure.class})
class DeviceFlowTest {

    @TempDir
    private Path folder;

    private final FxRobot robot = new FxRobot();
    private final ScriptedDialogs dialogs = new ScriptedDialogs();
    private OpenWindow window;

    @Start
    private void start(Stage stage) {
        window = OpenWindow.show(
                stage,
                800,
                TestServices.with(
                        new ReplayStudyService(SyntheticStudy.choose(), 1_500, 0),
                        folder,
                        SetupChoicesBuilder.builder(TestServices.demo())
                                .precision(Precision.TF32)
                                .build(),
                        20L << 30,
                        new FixedDevices(FixedDevices.NO_LIBRARIES)),
                dialogs);
    }

    private <N extends Node> N find(String id, Class<N> type) {
        return window.find(id, type);
    }

    private void scrollDown() throws Exception {
        await(() -> find("precision-message", Label.class).getText().startsWith("TF32 needs"));
        robot.interact(() -> find("setup", ScrollPane.class).setVvalue(1));
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static String shown(ComboBox<?> combo) {
        return combo.getButtonCell().getText();
    }

    @Test
    void whatTheDeviceLacksStaysInTheFieldUntilAnotherPrecisionIsPicked() throws Exception {
        scrollDown();
        ComboBox<?> precision = find("precision", ComboBox.class);
        assertEquals("TF32: products only", shown(precision));
        assertEquals(
                List.of(Precision.FP32, Precision.BF16, Precision.FP16, Precision.NF4, Precision.INT4),
                List.copyOf(precision.getItems()));
        assertFalse(find("cost", Label.class).getText().contains("cells"));
        robot.clickOn(precision);
        robot.clickOn("bfloat16: rounded, slower");
        await(() -> find("precision-message", Label.class).getText().startsWith("Computed in float32"));
        assertEquals("bfloat16: rounded, slower", shown(precision));
        await(() -> !find("primary", Button.class).isDisabled());
    }

    @Test
    void theFolderOfCudasLibrariesIsChosenAndTakenBack() throws Exception {
        scrollDown();
        assertEquals("CPU", shown(find("device", ComboBox.class)));
        dialogs.answerWith(folder);
        robot.clickOn(find("cuda-folder-choose", Node.class));
        await(() -> shown(find("device", ComboBox.class)).equals("Automatic"));
        assertFalse(find("cuda-message", Label.class).isVisible());
        assertEquals(folder.toString(), find("cuda-folder", TextField.class).getText());
        assertEquals(
                "NVIDIA RTX 4090, 24.0 GiB, 23.1 GiB free",
                find("device-message", Label.class).getText());
        await(() -> !find("primary", Button.class).isDisabled());
        robot.clickOn(find("cuda-folder", Node.class));
        robot.push(KeyCode.CONTROL, KeyCode.A).push(KeyCode.DELETE).push(KeyCode.ENTER);
        await(() -> shown(find("device", ComboBox.class)).equals("CPU"));
        assertEquals("TF32: products only", shown(find("precision", ComboBox.class)));
    }
}
