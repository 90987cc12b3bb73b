package org.rankscope.ui.setup;

import java.util.function.Function;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListCell;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.rankscope.peft.AttentionModules;

/** What is trained: methods, modules, alpha, dropout. */
final class AdapterView extends VBox {
    private final SetupForm form;

    AdapterView(SetupViewModel viewModel) {
        form = viewModel.form();
        getStyleClass().add("group");
        ComboBox<TargetPreset> targets = ChoiceViews.combo("targets", "Target modules");
        offer(targets, viewModel.attentionProperty().get());
        viewModel.attentionProperty().addListener((observable, old, now) -> offer(targets, now));
        ChoiceViews.follow(targets, form.targets.preset);
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
        custom.textProperty().bindBidirectional(form.targets.custom.textProperty());
        FieldViews.shownIf(custom, form.targets.preset.isEqualTo(TargetPreset.CUSTOM));
        FieldViews.markWrong(custom, viewModel.adapterMessageProperty());
        getChildren()
                .setAll(
                        FieldViews.section("ADAPTER"),
                        FieldViews.pair(new MethodsField(viewModel), targets),
                        FieldViews.message(
                                "methods-message", viewModel.methods().messageProperty()),
                        custom,
                        FieldViews.pair(alphaFrame, FieldViews.compact("dropout", "dropout", form.dropout)),
                        FieldViews.message("adapter-message", viewModel.adapterMessageProperty()),
                        FieldViews.message("alpha-message", form.alpha.messageProperty()),
                        FieldViews.message("dropout-message", form.dropout.messageProperty()),
                        new AdviceView("adapter-advice", viewModel.advice(), AdviceViewModel.Part.ADAPTER));
    }

    /** The presets by the names that the model has for them; what is chosen stays. */
    private void offer(ComboBox<TargetPreset> targets, AttentionModules names) {
        targets.setCellFactory(list -> new PresetCell(preset -> preset.description(names)));
        targets.setButtonCell(new PresetCell(preset -> preset.title(names)));
        ChoiceViews.offer(targets, form.targets.preset, TargetPreset.offered(names));
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
}
