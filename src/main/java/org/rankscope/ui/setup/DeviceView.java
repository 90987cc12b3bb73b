package org.rankscope.ui.setup;

import javafx.collections.ListChangeListener;
import javafx.scene.control.ComboBox;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.rankscope.model.Precision;
import org.rankscope.ui.fx.Dialogs;

/** On what a study runs, why not on a GPU, and in what it computes. */
final class DeviceView extends VBox {
    private final DeviceViewModel viewModel;
    private final SetupForm form;

    DeviceView(DeviceViewModel viewModel, SetupForm form, Dialogs dialogs) {
        this.viewModel = viewModel;
        this.form = form;
        getStyleClass().add("group");
        ComboBox<DeviceChoice> device = device();
        ComboBox<Precision> precision = precision();
        HBox precisionFrame = ChoiceViews.named("precision", precision);
        FieldViews.markWrong(device, viewModel.deviceMessageProperty());
        FieldViews.markWrong(precisionFrame, viewModel.precisionMessageProperty());
        getChildren()
                .setAll(
                        FieldViews.section("DEVICE"),
                        device,
                        FieldViews.message("device-message", viewModel.deviceMessageProperty()),
                        FieldViews.message("cuda-message", viewModel.cudaMessageProperty()),
                        new CudaFolderField(viewModel, dialogs),
                        FieldViews.message("cuda-folder-message", viewModel.folderMessageProperty()),
                        precisionFrame,
                        FieldViews.message("precision-message", viewModel.precisionMessageProperty()));
    }

    private ComboBox<DeviceChoice> device() {
        ComboBox<DeviceChoice> device = ChoiceViews.combo("device", "Device");
        device.setButtonCell(new ChoiceViews.ShownCell<>(() -> form.device.get().title(), form.device));
        ChoiceViews.follow(device, form.device);
        viewModel.choices().addListener((ListChangeListener<DeviceChoice>)
                change -> ChoiceViews.offer(device, form.device, viewModel.choices()));
        ChoiceViews.offer(device, form.device, viewModel.choices());
        return device;
    }

    private ComboBox<Precision> precision() {
        ComboBox<Precision> precision =
                ChoiceViews.combo("precision", "Precision: what is computed in, and how the base is held");
        precision.setButtonCell(
                new ChoiceViews.ShownCell<>(() -> shown(form.precision.get()), form.precision, form.device));
        offer(precision);
        ChoiceViews.follow(precision, form.precision);
        form.device.addListener((observable, old, now) -> offer(precision));
        return precision;
    }

    /** What the device can compute in; what is chosen stays, even where it can't. */
    private void offer(ComboBox<Precision> precision) {
        precision.setConverter(ChoiceViews.words(this::shown));
        ChoiceViews.offer(precision, form.precision, viewModel.precisions());
    }

    private String shown(Precision precision) {
        return BaseWords.of(precision, form.device.get().cuda());
    }
}
