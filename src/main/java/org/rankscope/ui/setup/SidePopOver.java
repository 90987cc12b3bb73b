package org.rankscope.ui.setup;

import javafx.geometry.Bounds;
import javafx.scene.Node;
import org.controlsfx.control.PopOver;

/** What lies beside a field on request: at its right, until a click elsewhere or Escape. */
final class SidePopOver {
    private final PopOver popOver = new PopOver();

    SidePopOver() {
        popOver.setArrowLocation(PopOver.ArrowLocation.LEFT_TOP);
        popOver.setAutoHide(true);
        popOver.setHideOnEscape(true);
        popOver.setDetachable(false);
        popOver.setAnimated(false);
    }

    /** Shows {@code content} beside {@code field}, in the style of its scene. */
    void show(Node content, Node field) {
        popOver.setContentNode(content);
        popOver.getRoot().getStylesheets().setAll(field.getScene().getStylesheets());
        // Shown on the window, not on the field: as a child of the field it would be styled as one.
        Bounds place = field.localToScreen(field.getBoundsInLocal());
        popOver.show(field.getScene().getWindow(), place.getMaxX(), place.getCenterY());
    }

    void hide() {
        popOver.hide();
    }
}
