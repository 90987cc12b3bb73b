package org.rankscope.ui.fx;

import java.io.File;
import java.util.concurrent.TimeUnit;
import javafx.embed.swing.SwingFXUtils;
import javafx.stage.Window;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testfx.util.WaitForAsyncUtils;

/** Leaves a picture of every window in {@code target/screenshots} when a test failed. */
public final class ScreenshotOnFailure implements AfterTestExecutionCallback {
    private static final int PATIENCE_SECONDS = 10;

    @Override
    public void afterTestExecution(ExtensionContext context) throws Exception {
        if (context.getExecutionException().isEmpty()) {
            return;
        }
        WaitForAsyncUtils.asyncFx(() -> {
                    int number = 0;
                    for (Window window : Window.getWindows()) {
                        File file = new File(
                                "target/screenshots",
                                context.getRequiredTestMethod().getName() + "-" + number++ + ".png");
                        file.getParentFile().mkdirs();
                        ImageIO.write(SwingFXUtils.fromFXImage(window.getScene().snapshot(null), null), "png", file);
                    }
                    return number;
                })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
