package org.rankscope.ui.setup;

import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.rankscope.study.StudySpec.Strategy;
import org.rankscope.train.TrialSpec.ScheduleSpec;
import org.rankscope.ui.text.TaskWords;

/** How it is trained, and which cells are tried. */
final class TrainingView extends VBox {
    TrainingView(SetupViewModel viewModel) {
        SetupForm form = viewModel.form();
        getStyleClass().add("group");
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
        FieldViews.shownIf(trials, form.strategy.map(Strategy::isOverSpace));
        HBox length = FieldViews.compact("sequence-length", "length", form.sequenceLength);
        FieldViews.shownIf(length, viewModel.task().taskProperty().map(known -> known.map(TaskWords::hasLength)
                .orElse(true)));
        CheckBox recompute = new CheckBox("Recompute activations");
        recompute.setId("gradient-checkpointing");
        recompute.setTooltip(new Tooltip("Gradient checkpointing: the same results in less memory and more time"));
        recompute.selectedProperty().bindBidirectional(form.gradientCheckpointing);
        getChildren()
                .setAll(
                        FieldViews.section("TRAINING"),
                        FieldViews.compact("learning-rates", "learning rate", form.learningRates),
                        FieldViews.message("learning-rates-message", form.learningRates.messageProperty()),
                        new AdviceView("rate-advice", viewModel.advice(), AdviceViewModel.Part.RATE),
                        FieldViews.pair(strategy, trials),
                        FieldViews.message("search-trials-message", form.trials.messageProperty()),
                        FieldViews.pair(
                                FieldViews.compact("steps", "steps", form.steps),
                                FieldViews.compact("eval-every", "eval every", form.evalEvery)),
                        FieldViews.message("steps-message", form.steps.messageProperty()),
                        FieldViews.message("eval-every-message", form.evalEvery.messageProperty()),
                        FieldViews.pair(FieldViews.compact("batch-size", "batch", form.batchSize), length),
                        FieldViews.message("batch-size-message", form.batchSize.messageProperty()),
                        FieldViews.message("sequence-length-message", form.sequenceLength.messageProperty()),
                        FieldViews.pair(FieldViews.compact("seeds", "seeds", form.seeds), schedule),
                        FieldViews.message("seeds-message", form.seeds.messageProperty()),
                        recompute,
                        FieldViews.message(
                                "kept-settings", viewModel.keptProperty().map(FieldMessage::note)));
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
