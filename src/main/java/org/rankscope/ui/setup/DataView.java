package org.rankscope.ui.setup;

import java.util.List;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.material2.Material2AL;
import org.rankscope.ui.fx.Dialogs;
import org.rankscope.ui.text.TaskWords;
import org.rankscope.ui.text.WindowWords;

/** What is learnt from, and what: the data, how they are read, the task. */
final class DataView extends VBox {
    private final SetupViewModel viewModel;
    private final SetupForm form;

    /**
     * @param onReport shows what was found in the data
     * @param onPage shows the page of a bundled scenario
     */
    DataView(SetupViewModel viewModel, Dialogs dialogs, Runnable onReport, Consumer<BundledChoice> onPage) {
        this.viewModel = viewModel;
        form = viewModel.form();
        getStyleClass().add("group");
        HBox heldOut = FieldViews.compact("held-out", "held out, %", form.heldOutPercent);
        FieldViews.shownIf(heldOut, isOwnData());
        ComboBox<PurposeChoice> purpose = ChoiceViews.combo("purpose", "What the adapter is to learn");
        purpose.getItems().setAll(PurposeChoice.all());
        purpose.valueProperty().bindBidirectional(form.purpose);
        ListCell<PurposeChoice> shown = new ListCell<>();
        shown.textProperty().bind(viewModel.advice().purposeProperty());
        purpose.setButtonCell(shown);
        getChildren()
                .setAll(
                        FieldViews.section("DATA"),
                        new SourceField(
                                "data",
                                "Data: bundled, a file, or a folder of images",
                                form.datasets,
                                form.data,
                                Material2AL.INSERT_DRIVE_FILE,
                                "Choose data",
                                List.of(
                                        new SourceField.PathChooser(
                                                "Data file…",
                                                start -> dialogs.chooseFile(
                                                        "Choose a data file", start, Dialogs.FileKind.DATA)),
                                        new SourceField.PathChooser(
                                                "Folder of images…",
                                                start -> dialogs.chooseFolder("Choose a folder of images", start))),
                                viewModel::chooseDataset),
                        FieldViews.message("data-message", form.data.messageProperty()),
                        new DataLinks(viewModel, onReport, onPage),
                        task(),
                        FieldViews.message("task-message", viewModel.task().messageProperty()),
                        newHead(),
                        purpose,
                        heldOut,
                        FieldViews.message("held-out-message", form.heldOutPercent.messageProperty()));
    }

    private ComboBox<TaskChoice> task() {
        ComboBox<TaskChoice> task = ChoiceViews.combo("task", "What is learnt: the task");
        ChoiceViews.follow(task, form.task);
        viewModel.task().choices().addListener((ListChangeListener<TaskChoice>)
                change -> ChoiceViews.offer(task, form.task, viewModel.task().choices()));
        ChoiceViews.offer(task, form.task, viewModel.task().choices());
        task.setCellFactory(list -> new ListCell<>() {
            @Override
            protected void updateItem(TaskChoice choice, boolean empty) {
                super.updateItem(choice, empty);
                setText(empty || choice == null ? null : choice.toString());
            }
        });
        task.setButtonCell(
                new ChoiceViews.ShownCell<>(this::shownTask, viewModel.task().taskProperty(), form.task));
        task.setConverter(ChoiceViews.words(choice -> shownTask()));
        return task;
    }

    /** The task as chosen, or as guessed. */
    private String shownTask() {
        return viewModel
                .task()
                .taskProperty()
                .get()
                .map(known -> TaskWords.title(known) + (form.statedTask().isEmpty() ? " (guessed)" : ""))
                .orElse(form.task.get().toString());
    }

    private CheckBox newHead() {
        CheckBox newHead = new CheckBox(WindowWords.NEW_HEAD);
        newHead.setId("new-head");
        newHead.setTooltip(
                new Tooltip("The model's own head is left aside; one for the labels of the data is trained from"
                        + " random values (\"new_head\")."));
        newHead.selectedProperty().bindBidirectional(form.newHead);
        // A bundled study has the head that it was made with.
        ObservableValue<Boolean> own = isOwnData();
        FieldViews.shownIf(
                newHead,
                Bindings.createBooleanBinding(
                        () -> own.getValue()
                                && viewModel
                                        .task()
                                        .taskProperty()
                                        .get()
                                        .filter(TaskWords::hasLabels)
                                        .isPresent(),
                        own,
                        viewModel.task().taskProperty()));
        return newHead;
    }

    /** Whether the data are a person's own, so that there is something to say about how they are read. */
    private ObservableValue<Boolean> isOwnData() {
        return form.data.valueProperty().map(value -> value.filter(id -> !id.startsWith(Source.BUNDLED_PREFIX))
                .isPresent());
    }
}
