package org.rankscope.app;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.scene.Node;
import javafx.stage.Stage;
import org.rankscope.ui.fx.Dialogs;
import org.rankscope.ui.settings.Settings;
import org.rankscope.ui.settings.SettingsFile;
import org.rankscope.ui.theme.Theme;
import org.testfx.util.WaitForAsyncUtils;

/** The program's window in a test. Looks at it on the FX thread, which may be changing the scene. */
record OpenWindow(Stage stage) {
    private static final int PATIENCE_SECONDS = 30;
    private static final double WIDTH = 1280;

    /** Shows it on {@code stage}, light, of such a height. To be called on the FX thread. */
    static OpenWindow show(Stage stage, double height, WindowServices services, Dialogs dialogs) {
        new SettingsFile(services.settingsFile()).write(new Settings(WIDTH, height, false, Theme.LIGHT, null, null));
        new Window(stage, services, dialogs).show();
        return new OpenWindow(stage);
    }

    static <T> T look(Callable<T> look) {
        return WaitForAsyncUtils.waitForAsyncFx(PATIENCE_SECONDS * 1000L, look);
    }

    static void await(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS, condition);
        WaitForAsyncUtils.waitForFxEvents();
    }

    <N extends Node> N find(String id, Class<N> type) {
        return lookup("#" + id, type);
    }

    <N extends Node> N lookup(String selector, Class<N> type) {
        return look(() -> type.cast(stage.getScene().lookup(selector)));
    }
}
