package org.rankscope.ui.theme;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.function.BooleanSupplier;
import javafx.application.Application;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;

/** Applies the chosen theme to the window and tells the charts its colours. FX thread. */
public final class Appearance {
    private static final String DARK_CLASS = "dark";

    private final BooleanSupplier desktopIsDark;
    private final ObjectProperty<Theme> theme;
    private final ReadOnlyObjectWrapper<ChartColors> colors = new ReadOnlyObjectWrapper<>(ChartColors.LIGHT);

    /** @param desktopIsDark asked whenever {@link Theme#SYSTEM} is chosen */
    public Appearance(Theme initial, BooleanSupplier desktopIsDark) {
        this.desktopIsDark = desktopIsDark;
        theme = new SimpleObjectProperty<>(initial);
        colors.set(colorsOf(initial));
        theme.addListener((observable, old, now) -> colors.set(colorsOf(now)));
    }

    public ObjectProperty<Theme> themeProperty() {
        return theme;
    }

    public ReadOnlyObjectProperty<ChartColors> colorsProperty() {
        return colors.getReadOnlyProperty();
    }

    /** Dresses {@code scene}, now and whenever the theme changes. */
    public void applyTo(Scene scene) {
        for (String sheet : new String[] {"controlsfx.css", "rankscope.css"}) {
            scene.getStylesheets().add(Appearance.class.getResource(sheet).toExternalForm());
        }
        dress(scene);
        colors.addListener((observable, old, now) -> dress(scene));
    }

    private void dress(Scene scene) {
        boolean dark = colors.get().dark();
        Application.setUserAgentStylesheet(
                dark ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
        scene.getRoot().getStyleClass().remove(DARK_CLASS);
        if (dark) {
            scene.getRoot().getStyleClass().add(DARK_CLASS);
        }
    }

    private ChartColors colorsOf(Theme choice) {
        boolean dark = choice == Theme.DARK || choice == Theme.SYSTEM && desktopIsDark.getAsBoolean();
        return dark ? ChartColors.DARK : ChartColors.LIGHT;
    }
}
