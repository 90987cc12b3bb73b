package org.rankscope.ui.verdict;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.material2.Material2AL;
import org.rankscope.insight.VerdictOptions.RuleChoice;

/** One line of the verdict card: rule, tolerance, budget, and the way back to the study's own verdict. */
final class RuleView extends VBox {
    private static final int COLUMNS = 5;

    private final RuleViewModel viewModel;
    private final ComboBox<RuleChoice> rule = new ComboBox<>();
    private final Slider tolerance = new Slider(RuleViewModel.LEAST_PERCENT, RuleViewModel.MOST_PERCENT, 1);
    private final Label percent = new Label();
    private final TextField adapter = new TextField();
    private final TextField memory = new TextField();
    private final Hyperlink reset = new Hyperlink("Reset");
    private final Label problem = new Label();

    RuleView(RuleViewModel viewModel) {
        this.viewModel = viewModel;
        createLayout();
        bind();
    }

    private void createLayout() {
        getStyleClass().add("rule");
        rule.setId("rule-choice");
        rule.getItems().setAll(RuleChoice.values());
        rule.setConverter(new StringConverter<>() {
            @Override
            public String toString(RuleChoice choice) {
                return choice == null ? "" : RuleViewModel.name(choice);
            }

            @Override
            public RuleChoice fromString(String text) {
                throw new UnsupportedOperationException("Rules are chosen, not typed.");
            }
        });
        tolerance.setId("rule-tolerance");
        tolerance.setBlockIncrement(0.1);
        tolerance.setMinWidth(60);
        HBox.setHgrow(tolerance, Priority.ALWAYS);
        percent.setId("rule-percent");
        percent.getStyleClass().add("rule-percent");
        adapter.setId("rule-adapter");
        adapter.setPromptText("20 MB");
        adapter.setPrefColumnCount(COLUMNS);
        memory.setId("rule-memory");
        memory.setPromptText("6 GB");
        memory.setPrefColumnCount(COLUMNS);
        reset.setId("rule-reset");
        HBox line = new HBox(
                named("Rule", rule),
                rule,
                named("Tolerance", tolerance),
                tolerance,
                percent,
                named("Adapter under", adapter),
                adapter,
                named("Memory under", memory),
                memory,
                reset);
        line.getStyleClass().add("rule-line");
        line.setAlignment(Pos.CENTER_LEFT);
        for (Region fixed : new Region[] {rule, percent, adapter, memory, reset}) {
            fixed.setMinWidth(Region.USE_PREF_SIZE);
        }
        problem.setId("rule-problem");
        problem.getStyleClass().add("rule-problem");
        problem.setGraphic(new FontIcon(Material2AL.ERROR_OUTLINE));
        problem.setWrapText(true);
        getChildren().setAll(line, problem);
    }

    private void bind() {
        rule.valueProperty().bindBidirectional(viewModel.ruleProperty());
        tolerance.valueProperty().bindBidirectional(viewModel.percentProperty());
        percent.textProperty().bind(viewModel.toleranceProperty());
        adapter.textProperty().bindBidirectional(viewModel.adapterProperty());
        memory.textProperty().bindBidirectional(viewModel.memoryProperty());
        reset.setOnAction(event -> viewModel.reset());
        reset.disableProperty().bind(viewModel.changedProperty().not());
        problem.textProperty().bind(viewModel.problemProperty());
        problem.visibleProperty().bind(problem.textProperty().isNotEmpty());
        problem.managedProperty().bind(problem.visibleProperty());
    }

    private static Label named(String name, Node field) {
        Label label = new Label(name);
        label.setLabelFor(field);
        label.setMinWidth(Region.USE_PREF_SIZE);
        label.getStyleClass().add("rule-name");
        field.setAccessibleText(name);
        return label;
    }
}
