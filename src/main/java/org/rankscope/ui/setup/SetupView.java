package org.rankscope.ui.setup;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.material2.Material2AL;
import org.rankscope.peft.AttentionModules;
import org.rankscope.study.StudySpec.Strategy;
import org.rankscope.train.TrialSpec.ScheduleSpec;
import org.rankscope.ui.fx.Dialogs;
import org.rankscope.ui.text.TaskWords;
import org.rankscope.ui.text.WindowWords;
import org.rankscope.ui.theme.ChartColors;

/** The left panel: model, data, ranks, adapter, training, device, cost. */
public final class SetupView extends ScrollPane {
    private static final double GAP = 8;

    private final SetupViewModel viewModel;
    private final SetupForm form;
    private final Dialogs dialogs;
    private final ObservableValue<ChartColors> colors;
    private final Runnable onReport;
    private final Consumer<BundledChoice> onPage;
    private final VBox column = new VBox();

    /**
     * @param onReport shows what was found in the data
     * @param onPage shows the page of a bundled scenario
     */
    public SetupView(
            SetupViewModel viewModel,
            Dialogs dialogs,
            ObservableValue<ChartColors> colors,
            Runnable onReport,
            Consumer<BundledChoice> onPage) {
        this.viewModel = viewModel;
        this.dialogs = dialogs;
        this.colors = colors;
        this.onReport = onReport;
        this.onPage = onPage;
        form = viewModel.form();
        createLayout();
    }

    private void createLayout() {
        setId("setup");
        getStyleClass().add("setup");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        column.getStyleClass().add("setup-column");
        column.getChildren()
                .setAll(
                        model(),
                        data(),
                        ranks(),
                        adapter(),
                        training(),
                        new DeviceView(viewModel.device(), form, dialogs));
        setContent(column);
    }

    private Node model() {
        return group(
                "Model",
                new SourceField(
                        "model",
                        "Model: bundled, a directory, or .onnx",
                        form.models,
                        form.model,
                        Material2AL.FOLDER_OPEN,
                        "Choose a model",
                        List.of(
                                new SourceField.PathChooser(
                                        "Hugging Face directory…",
                                        start -> dialogs.chooseFolder("Choose a Hugging Face directory", start)),
                                new SourceField.PathChooser(
                                        "ONNX file…",
                                        start -> dialogs.chooseFile(
                                                "Choose an ONNX file", start, Dialogs.FileKind.MODEL))),
                        form.model.textProperty()::set),
                FieldViews.message("model-message", form.model.messageProperty()),
                FieldViews.message("model-notes", viewModel.modelNotesProperty()));
    }

    private Node data() {
        HBox heldOut = FieldViews.compact("held-out", "held out, %", form.heldOutPercent);
        shownIf(heldOut, isOwnData());
        ComboBox<PurposeChoice> purpose = ChoiceViews.combo("purpose", "What the adapter is to learn");
        purpose.getItems().setAll(PurposeChoice.all());
        purpose.valueProperty().bindBidirectional(form.purpose);
        ListCell<PurposeChoice> shown = new ListCell<>();
        shown.textProperty().bind(viewModel.advice().purposeProperty());
        purpose.setButtonCell(shown);
        return group(
                "Data",
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
                                        start ->
                                                dialogs.chooseFile("Choose a data file", start, Dialogs.FileKind.DATA)),
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
        shownIf(
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

    private static void shownIf(Node node, ObservableValue<Boolean> condition) {
        node.visibleProperty().bind(condition);
        node.managedProperty().bind(node.visibleProperty());
    }

    private Node ranks() {
        return group(
                "Ranks",
                new RanksField(viewModel, colors),
                FieldViews.message("ranks-message", form.ranks.messageProperty()),
                new AdviceView("ranks-advice", viewModel.advice(), AdviceViewModel.Part.RANKS));
    }

    private Node adapter() {
        ComboBox<TargetPreset> targets = ChoiceViews.combo("targets", "Target modules");
        offer(targets, viewModel.attentionProperty().get());
        viewModel.attentionProperty().addListener((observable, old, now) -> offer(targets, now));
        ChoiceViews.follow(targets, form.targets);
        ComboBox<String> alpha = ChoiceViews.combo("alpha", "alpha, and how it follows the rank r");
        alpha.setEditable(true);
        alpha.getItems().setAll(AlphaText.PRESETS);
        alpha.getEditor().textProperty().bindBidirectional(form.alpha.textProperty());
        alpha.getSelectionModel().selectedItemProperty().addListener((observable, old, now) -> {
            if (now != null) {
                form.alpha.textProperty().set(now);
            }
        });
        alpha.setCellFactory(list -> new AlphaCell());
        alpha.setTooltip(new Tooltip("alpha: 2r, r, a number, or 8√r"));
        HBox alphaFrame = ChoiceViews.named("alpha =", alpha);
        FieldViews.markWrong(alphaFrame, form.alpha.messageProperty());
        TextField custom = new TextField();
        custom.setId("custom-targets");
        custom.setPromptText("q_proj, up_proj  or  /regular expression/");
        custom.setAccessibleText("Names of target modules");
        custom.textProperty().bindBidirectional(form.customTargets.textProperty());
        custom.visibleProperty().bind(form.targets.isEqualTo(TargetPreset.CUSTOM));
        custom.managedProperty().bind(custom.visibleProperty());
        FieldViews.markWrong(custom, viewModel.adapterMessageProperty());
        return group(
                "Adapter",
                pair(new MethodsField(viewModel), targets),
                FieldViews.message("methods-message", viewModel.methods().messageProperty()),
                custom,
                pair(alphaFrame, FieldViews.compact("dropout", "dropout", form.dropout)),
                FieldViews.message("adapter-message", viewModel.adapterMessageProperty()),
                FieldViews.message("alpha-message", form.alpha.messageProperty()),
                FieldViews.message("dropout-message", form.dropout.messageProperty()),
                new AdviceView("adapter-advice", viewModel.advice(), AdviceViewModel.Part.ADAPTER));
    }

    /** The presets by the names that the model has for them; what is chosen stays. */
    private void offer(ComboBox<TargetPreset> targets, AttentionModules names) {
        targets.setCellFactory(list -> new PresetCell(preset -> preset.description(names)));
        targets.setButtonCell(new PresetCell(preset -> preset.title(names)));
        ChoiceViews.offer(targets, form.targets, TargetPreset.offered(names));
    }

    private Node training() {
        ComboBox<ScheduleSpec.Kind> schedule = ChoiceViews.combo("schedule", "Schedule of the learning rate");
        schedule.getItems().setAll(ScheduleSpec.Kind.values());
        schedule.setCellFactory(list -> new ScheduleCell());
        schedule.setButtonCell(new ScheduleCell());
        schedule.valueProperty().bindBidirectional(form.schedule);
        ComboBox<Strategy> strategy = ChoiceViews.combo("strategy", "Which cells are tried");
        strategy.getItems().setAll(Strategy.values());
        strategy.setCellFactory(list -> new StrategyCell());
        strategy.setButtonCell(new StrategyCell());
        strategy.valueProperty().bindBidirectional(form.strategy);
        HBox trials = FieldViews.compact("search-trials", "trials", form.trials);
        trials.visibleProperty()
                .bind(Bindings.createBooleanBinding(() -> form.strategy.get().isOverSpace(), form.strategy));
        trials.managedProperty().bind(trials.visibleProperty());
        HBox length = FieldViews.compact("sequence-length", "length", form.sequenceLength);
        shownIf(length, viewModel.task().taskProperty().map(known -> known.map(TaskWords::hasLength)
                .orElse(true)));
        CheckBox recompute = new CheckBox("Recompute activations");
        recompute.setId("gradient-checkpointing");
        recompute.setTooltip(new Tooltip("Gradient checkpointing: the same results in less memory and more time"));
        recompute.selectedProperty().bindBidirectional(form.gradientCheckpointing);
        return group(
                "Training",
                FieldViews.compact("learning-rates", "learning rate", form.learningRates),
                FieldViews.message("learning-rates-message", form.learningRates.messageProperty()),
                new AdviceView("rate-advice", viewModel.advice(), AdviceViewModel.Part.RATE),
                pair(strategy, trials),
                FieldViews.message("search-trials-message", form.trials.messageProperty()),
                pair(
                        FieldViews.compact("steps", "steps", form.steps),
                        FieldViews.compact("eval-every", "eval every", form.evalEvery)),
                FieldViews.message("steps-message", form.steps.messageProperty()),
                FieldViews.message("eval-every-message", form.evalEvery.messageProperty()),
                pair(FieldViews.compact("batch-size", "batch", form.batchSize), length),
                FieldViews.message("batch-size-message", form.batchSize.messageProperty()),
                FieldViews.message("sequence-length-message", form.sequenceLength.messageProperty()),
                pair(FieldViews.compact("seeds", "seeds", form.seeds), schedule),
                FieldViews.message("seeds-message", form.seeds.messageProperty()),
                recompute,
                kept());
    }

    private Node kept() {
        return note("kept-settings", viewModel.keptProperty());
    }

    private static Label note(String id, ReadOnlyStringProperty text) {
        Label label = FieldViews.line("");
        label.setId(id);
        label.textProperty().bind(text);
        label.visibleProperty().bind(text.isNotEmpty());
        label.managedProperty().bind(label.visibleProperty());
        return label;
    }

    private static HBox pair(Region left, Region right) {
        HBox both = new HBox(GAP, left, right);
        for (Region one : new Region[] {left, right}) {
            one.setPrefWidth(100);
            one.setMinWidth(0);
            HBox.setHgrow(one, Priority.ALWAYS);
        }
        return both;
    }

    private static VBox group(String title, Node... parts) {
        VBox group = new VBox(FieldViews.section(title.toUpperCase()));
        group.getStyleClass().add("group");
        group.getChildren().addAll(parts);
        return group;
    }

    /** A choice of alpha with its effect. */
    private static final class AlphaCell extends ListCell<String> {
        @Override
        protected void updateItem(String preset, boolean empty) {
            super.updateItem(preset, empty);
            setText(empty || preset == null ? null : AlphaText.title(preset));
        }
    }

    /** A choice of target modules, by what it is called in the model. */
    private static final class PresetCell extends ListCell<TargetPreset> {
        private final Function<TargetPreset, String> name;

        PresetCell(Function<TargetPreset, String> name) {
            this.name = name;
        }

        @Override
        protected void updateItem(TargetPreset preset, boolean empty) {
            super.updateItem(preset, empty);
            setText(empty || preset == null ? null : name.apply(preset));
        }
    }

    /** A strategy, with what it does. */
    private static final class StrategyCell extends ListCell<Strategy> {
        @Override
        protected void updateItem(Strategy strategy, boolean empty) {
            super.updateItem(strategy, empty);
            setText(
                    empty || strategy == null
                            ? null
                            : switch (strategy) {
                                case GRID -> "grid: every rank";
                                case LADDER -> "ladder: double while it helps";
                                case RANDOM -> "random";
                                case BAYESIAN -> "Bayesian";
                            });
        }
    }

    /** The schedule's name. */
    private static final class ScheduleCell extends ListCell<ScheduleSpec.Kind> {
        @Override
        protected void updateItem(ScheduleSpec.Kind kind, boolean empty) {
            super.updateItem(kind, empty);
            setText(empty || kind == null ? null : kind.json() + " rate");
        }
    }
}
