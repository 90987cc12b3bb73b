package org.rankscope.ui.setup;

import java.util.List;
import java.util.function.Consumer;
import javafx.beans.Observable;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.material2.Material2AL;
import org.rankscope.ui.fx.Dialogs;
import org.rankscope.ui.theme.ChartColors;

/** The left panel: model, data, ranks, adapter, training, device. */
public final class SetupView extends ScrollPane {
    private static final PseudoClass WHOLE = PseudoClass.getPseudoClass("whole");

    private final SetupForm form;
    private final VBox column;

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
        form = viewModel.form();
        column = new VBox(
                model(viewModel, dialogs),
                new DataView(viewModel, dialogs, onReport, onPage),
                ranks(viewModel, colors),
                new AdapterView(viewModel),
                new TrainingView(viewModel),
                new DeviceView(viewModel.device(), form, dialogs));
        setId("setup");
        getStyleClass().add("setup");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        column.getStyleClass().add("setup-column");
        setContent(column);
        column.heightProperty().addListener(this::resized);
        viewportBoundsProperty().addListener(this::resized);
    }

    /** The bar keeps its place, and is not seen where there is nothing to scroll. */
    private void resized(Observable changed) {
        pseudoClassStateChanged(WHOLE, column.getHeight() <= getViewportBounds().getHeight());
    }

    private Node model(SetupViewModel viewModel, Dialogs dialogs) {
        return group(
                "MODEL",
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

    private Node ranks(SetupViewModel viewModel, ObservableValue<ChartColors> colors) {
        return group(
                "RANKS",
                new RanksField(viewModel, colors),
                FieldViews.message("ranks-message", form.ranks.messageProperty()),
                new AdviceView("ranks-advice", viewModel.advice(), AdviceViewModel.Part.RANKS));
    }

    private static VBox group(String title, Node... parts) {
        VBox group = new VBox(FieldViews.section(title));
        group.getStyleClass().add("group");
        group.getChildren().addAll(parts);
        return group;
    }
}
