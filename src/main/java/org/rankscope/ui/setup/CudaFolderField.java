package org.rankscope.ui.setup;

import java.nio.file.Path;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.material2.Material2AL;
import org.rankscope.ui.fx.Dialogs;

/** Where CUDA's libraries are, for a machine on which they were not found; empty: where they usually are. */
final class CudaFolderField extends HBox {
    private static final String CHOOSE = "Choose the folder of CUDA's libraries";

    CudaFolderField(DeviceViewModel viewModel, Dialogs dialogs) {
        getStyleClass().add("source-field");
        TextField text = new TextField();
        text.setId("cuda-folder");
        text.setPromptText("Folder of CUDA 12's libraries");
        text.setAccessibleText("Folder of CUDA's libraries; empty: where they usually are");
        text.setTooltip(new Tooltip("Kept for the window and every command; empty: where they usually are"));
        text.setMinWidth(0);
        HBox.setHgrow(text, Priority.ALWAYS);
        text.textProperty().bindBidirectional(viewModel.folderProperty());
        text.setOnAction(event -> viewModel.keepFolder());
        text.focusedProperty().addListener((observable, old, now) -> {
            if (!now) {
                viewModel.keepFolder();
            }
        });
        Button choose = new Button(null, new FontIcon(Material2AL.FOLDER_OPEN));
        choose.setId("cuda-folder-choose");
        choose.getStyleClass().add("button-icon");
        choose.setTooltip(new Tooltip(CHOOSE));
        choose.setAccessibleText(CHOOSE);
        choose.setOnAction(event -> {
            Optional<Path> folder = dialogs.chooseFolder(CHOOSE, Optional.empty());
            folder.ifPresent(path -> {
                viewModel.folderProperty().set(path.toString());
                viewModel.keepFolder();
            });
        });
        FieldViews.markWrong(this, viewModel.folderMessageProperty());
        FieldViews.shownIf(this, viewModel.asksForFolderProperty());
        getChildren().setAll(text, choose);
    }
}
