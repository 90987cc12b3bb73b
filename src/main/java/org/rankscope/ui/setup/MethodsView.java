package org.rankscope.ui.setup;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.InitialFactors;
import org.rankscope.peft.MethodFacts;
import org.rankscope.ui.text.MethodWords;

/** Every method in two lines, to be ticked; those that can't be used say why. Below, what few people change. */
final class MethodsView extends VBox {
    private static final double WIDTH = 470;
    private static final double FIELD_WIDTH = 260;

    private final SetupViewModel viewModel;
    private final SetupForm form;

    MethodsView(SetupViewModel viewModel) {
        this.viewModel = viewModel;
        form = viewModel.form();
        setId("methods-list");
        getStyleClass().addAll("setup", "methods-list");
        setPrefWidth(WIDTH);
        Label title = new Label("Methods to compare");
        title.getStyleClass().add("card-title");
        Label hint = new Label(
                "LoRA alone tells how much rank is enough. Widths and tokens are swept over the same numbers.");
        hint.getStyleClass().add("field-message");
        hint.setWrapText(true);
        hint.setMinHeight(Region.USE_PREF_SIZE);
        getChildren().setAll(title, hint);
        for (Method method : Method.values()) {
            getChildren().add(row(method));
        }
        getChildren().add(advanced());
    }

    private Node row(Method method) {
        MethodFacts facts = MethodFacts.of(method);
        CheckBox box = new CheckBox(facts.title());
        box.setId("method-" + method.json());
        box.getStyleClass().add("method-title");
        box.setSelected(form.methods.get().contains(method));
        box.selectedProperty()
                .addListener((observable, old, now) -> viewModel.methods().choose(method, now));
        form.methods.addListener((observable, old, now) -> box.setSelected(now.contains(method)));
        Label capacity = new Label(MethodWords.capacity(method));
        capacity.getStyleClass().add("field-message");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox top = new HBox(box, gap, capacity);
        top.setAlignment(Pos.BASELINE_LEFT);
        Label line = new Label();
        line.setId("method-" + method.json() + "-line");
        line.getStyleClass().addAll("field-message", "method-line");
        line.setWrapText(true);
        line.setMinHeight(Region.USE_PREF_SIZE);
        VBox row = new VBox(top, line);
        row.getStyleClass().add("method-row");
        viewModel.methods().obstaclesProperty().addListener((observable, old, now) -> show(facts, now, box, line));
        show(facts, viewModel.methods().obstaclesProperty().get(), box, line);
        return row;
    }

    /** One that is ticked can be unticked, whatever keeps it from being used. */
    private static void show(MethodFacts facts, Map<Method, String> obstacles, CheckBox box, Label line) {
        String obstacle = obstacles.get(facts.method());
        line.setText(obstacle == null ? facts.summary() : obstacle);
        box.setDisable(obstacle != null && !box.isSelected());
        line.setDisable(obstacle != null);
        box.setAccessibleHelp(line.getText());
    }

    private Node advanced() {
        GridPane grid = new GridPane();
        grid.getStyleClass().addAll("columns-grid", "methods-advanced");
        grid.addRow(
                0,
                new Label("LoRA's factors begin"),
                combo("initial-factors", List.of(InitialFactors.values()), form.initialFactors, BaseWords::of));
        return grid;
    }

    private static <T> ComboBox<T> combo(
            String id, List<T> values, ObjectProperty<T> chosen, Function<T, String> words) {
        ComboBox<T> combo = new ComboBox<>();
        combo.setId(id);
        combo.setPrefWidth(FIELD_WIDTH);
        combo.setConverter(new StringConverter<>() {
            @Override
            public String toString(T value) {
                return value == null ? "" : words.apply(value);
            }

            @Override
            public T fromString(String text) {
                return chosen.get();
            }
        });
        combo.getItems().setAll(values);
        combo.valueProperty().bindBidirectional(chosen);
        return combo;
    }
}
