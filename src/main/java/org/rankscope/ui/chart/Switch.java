package org.rankscope.ui.chart;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Node;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** A row of joined buttons of which exactly one is down. */
public final class Switch<E extends Enum<E>> extends HBox {
    private final ObjectProperty<E> value = new SimpleObjectProperty<>();

    /** @param id the button of a value has the id {@code id-value}, in lower case */
    public Switch(String id, E[] values, Function<E, String> title) {
        setId(id);
        getStyleClass().add("switch");
        setMinWidth(Region.USE_PREF_SIZE);
        setMaxHeight(Region.USE_PREF_SIZE);
        ToggleGroup group = new ToggleGroup();
        for (E one : values) {
            ToggleButton button = new ToggleButton(title.apply(one));
            button.setId(id + "-" + one.name().toLowerCase());
            button.setToggleGroup(group);
            button.setUserData(one);
            button.setMinWidth(Region.USE_PREF_SIZE);
            button.setOnAction(event -> {
                button.setSelected(true);
                value.set(one);
            });
            getChildren().add(button);
        }
        value.addListener((observable, old, now) ->
                group.getToggles().forEach(toggle -> toggle.setSelected(toggle.getUserData() == now)));
        value.set(values[0]);
        offer(List.of(values));
    }

    /** Shows the buttons of {@code shown} only, which hold the value that is down. */
    public void offer(Collection<E> shown) {
        List<Node> visible = getChildren().stream()
                .filter(button -> shown.contains(button.getUserData()))
                .toList();
        for (Node button : getChildren()) {
            int place = visible.indexOf(button);
            button.setVisible(place >= 0);
            button.setManaged(place >= 0);
            button.getStyleClass().removeAll("left-pill", "center-pill", "right-pill");
            if (visible.size() > 1 && place >= 0) {
                button.getStyleClass()
                        .add(place == 0 ? "left-pill" : place == visible.size() - 1 ? "right-pill" : "center-pill");
            }
        }
        setVisible(visible.size() > 1);
        setManaged(visible.size() > 1);
    }

    public ObjectProperty<E> valueProperty() {
        return value;
    }
}
