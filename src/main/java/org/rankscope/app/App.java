package org.rankscope.app;

import javafx.application.Application;
import javafx.stage.Stage;
import org.rankscope.cli.DemoCommand;
import org.rankscope.ui.fx.StageDialogs;
import org.rankscope.ui.settings.SettingsFile;

/** The JavaFX application: services, then the window. */
public final class App extends Application {
    private WindowServices services;

    /** On the launcher's thread, while JavaFX starts. */
    @Override
    public void init() {
        services = LocalServices.create(SettingsFile.usualPlace());
    }

    @Override
    public void start(Stage stage) {
        Window window = new Window(stage, services, new StageDialogs(stage));
        if (getParameters().getRaw().contains(DemoCommand.NAME)) {
            window.fillInDemo();
        }
        window.show();
    }
}
