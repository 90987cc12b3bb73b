package org.rankscope.ui.fx;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Modality;
import javafx.stage.Stage;
import org.rankscope.ui.page.PageView;

/** {@link Dialogs} over a stage. */
public final class StageDialogs implements Dialogs {
    private static final double TEXT_WIDTH = 460;

    private final Stage stage;

    public StageDialogs(Stage stage) {
        this.stage = stage;
    }

    @Override
    public Optional<Path> chooseFolder(String title, Optional<Path> startAt) {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(title);
        startAt.filter(Files::isDirectory).map(Path::toFile).ifPresent(chooser::setInitialDirectory);
        return Optional.ofNullable(chooser.showDialog(stage)).map(File::toPath);
    }

    @Override
    public Optional<Path> chooseFile(String title, Optional<Path> startAt, FileKind kind) {
        FileChooser chooser = fileChooser(title, kind);
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter("All files", "*"));
        startAt.filter(Files::isDirectory).map(Path::toFile).ifPresent(chooser::setInitialDirectory);
        return Optional.ofNullable(chooser.showOpenDialog(stage)).map(File::toPath);
    }

    @Override
    public Optional<Path> chooseSaveFile(String title, String suggestedName, FileKind kind) {
        FileChooser chooser = fileChooser(title, kind);
        chooser.setInitialFileName(suggestedName);
        return Optional.ofNullable(chooser.showSaveDialog(stage)).map(File::toPath);
    }

    @Override
    public boolean confirm(String title, String sentence, String action) {
        ButtonType yes = new ButtonType(action, ButtonBar.ButtonData.OK_DONE);
        Alert alert = alert(Alert.AlertType.CONFIRMATION, title, sentence);
        alert.getButtonTypes().setAll(yes, ButtonType.CANCEL);
        return alert.showAndWait().filter(answer -> answer == yes).isPresent();
    }

    @Override
    public void tell(String title, String text) {
        alert(Alert.AlertType.INFORMATION, title, text).showAndWait();
    }

    @Override
    public void read(String title, String page) {
        Alert alert = alert(Alert.AlertType.INFORMATION, title, "");
        alert.initModality(Modality.NONE);
        alert.setHeaderText(null);
        alert.getDialogPane().setContent(new PageView(page));
        alert.getButtonTypes().setAll(ButtonType.CLOSE);
        alert.setResizable(true);
        alert.show();
    }

    private Alert alert(Alert.AlertType type, String title, String text) {
        Alert alert = new Alert(type);
        alert.initOwner(stage);
        alert.setTitle(title);
        alert.setHeaderText(title);
        alert.setGraphic(null);
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMaxWidth(TEXT_WIDTH);
        label.setPrefWidth(TEXT_WIDTH);
        label.setMinHeight(Region.USE_PREF_SIZE);
        alert.getDialogPane().setContent(label);
        alert.getDialogPane().getStylesheets().setAll(stage.getScene().getStylesheets());
        alert.getDialogPane().getStyleClass().addAll(stage.getScene().getRoot().getStyleClass());
        return alert;
    }

    private static FileChooser fileChooser(String title, FileKind kind) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter(kind.title(), kind.patterns()));
        return chooser;
    }
}
