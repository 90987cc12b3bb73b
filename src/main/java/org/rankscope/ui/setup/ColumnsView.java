package org.rankscope.ui.setup;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.rankscope.data.Columns;
import org.rankscope.data.chat.KnownTemplate;
import org.rankscope.model.Task;
import org.rankscope.study.TaskGuess;

/** The popover in which a person says what the columns of the data file hold. */
final class ColumnsView extends VBox {
    private static final double FIELD_WIDTH = 190;

    private final SetupForm form;
    private final GridPane grid = new GridPane();

    ColumnsView(SetupViewModel viewModel) {
        form = viewModel.form();
        setId("columns");
        getStyleClass().addAll("setup", "columns");
        grid.getStyleClass().add("columns-grid");
        Label title = new Label("What the columns hold");
        title.getStyleClass().add("card-title");
        getChildren().setAll(title, grid);
        viewModel.task().foundProperty().get().ifPresent(found -> form.task().ifPresent(task -> fill(task, found)));
    }

    /** Whether a list of columns is open. */
    boolean isChoosing() {
        return grid.getChildren().stream().anyMatch(node -> node instanceof ComboBox<?> combo && combo.isShowing());
    }

    private void fill(Task task, TaskGuess.Answer found) {
        Columns read = found.columns().orElse(Columns.GUESSED);
        for (ColumnUse use : ColumnUse.of(task)) {
            String guess =
                    use.of(form.columns.get()).isPresent() || found.columns().isEmpty()
                            ? "guess"
                            : use.of(read).map(name -> "guess: " + name).orElse("none");
            ComboBox<Choice> combo = combo("column-" + use.name().toLowerCase().replace('_', '-'), use.title());
            combo.getItems().add(new Choice(null, guess));
            found.columnNames().forEach(name -> combo.getItems().add(new Choice(name, name)));
            select(combo, use.of(form.columns.get()));
            combo.valueProperty()
                    .addListener((observable, old, now) -> form.columns.set(use.with(form.columns.get(), now.value())));
            row(use.title(), use.explanation(), combo);
        }
        if (task == Task.CAUSAL_LM || task == Task.SEQ2SEQ_LM) {
            template();
        }
    }

    private void template() {
        ComboBox<Choice> combo = combo("template", "How prompts and conversations become texts");
        combo.getItems().add(new Choice(null, "the model's own"));
        Stream.of(KnownTemplate.values()).forEach(known -> {
            String name = known.name().toLowerCase();
            combo.getItems().add(new Choice(name, name));
        });
        select(combo, form.template.get());
        combo.valueProperty()
                .addListener((observable, old, now) -> form.template.set(Optional.ofNullable(now.value())));
        row("template", "How prompts and conversations become texts.", combo);
    }

    private void row(String title, String explanation, ComboBox<Choice> combo) {
        Label name = new Label(title);
        name.setMinWidth(Region.USE_PREF_SIZE);
        name.setLabelFor(combo);
        Tooltip tip = new Tooltip(explanation);
        name.setTooltip(tip);
        combo.setTooltip(tip);
        grid.addRow(grid.getRowCount(), name, combo);
    }

    private static ComboBox<Choice> combo(String id, String name) {
        ComboBox<Choice> combo = new ComboBox<>();
        combo.setId(id);
        combo.setAccessibleText(name);
        combo.setPrefWidth(FIELD_WIDTH);
        return combo;
    }

    /** A name that is not in the list (a template of one's own, a column that is missing) is put there. */
    private static void select(ComboBox<Choice> combo, Optional<String> value) {
        List<Choice> choices = combo.getItems();
        Choice chosen = choices.stream()
                .filter(choice -> Optional.ofNullable(choice.value()).equals(value))
                .findFirst()
                .orElseGet(() -> new Choice(value.orElseThrow(), value.orElseThrow()));
        if (!choices.contains(chosen)) {
            choices.add(chosen);
        }
        combo.setValue(chosen);
    }

    /** @param value null: guessed */
    private record Choice(String value, String title) {
        @Override
        public String toString() {
            return title;
        }
    }
}
