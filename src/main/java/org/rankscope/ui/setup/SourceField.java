package org.rankscope.ui.setup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.geometry.Side;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.javafx.FontIcon;

/** Where a model or a dataset comes from: a list of what is bundled, room for a path, and a chooser. */
final class SourceField extends HBox {
    private final ComboBox<String> combo = new ComboBox<>();
    private final Source source;
    private boolean waitsForLayout;

    /** What was selected when the list opened. */
    private Optional<String> before = Optional.empty();

    /**
     * A way to ask for a path.
     *
     * @param name as an entry of a menu
     * @param ask starts at the folder given
     */
    record PathChooser(String name, Function<Optional<Path>, Optional<Path>> ask) {}

    /**
     * @param chooserName what the button does, for its tip and for a screen reader
     * @param choosers ways to ask the person for a path; the button offers them where there are several
     * @param onBundled hears the title of the bundled choice that was picked from the list
     */
    SourceField(
            String id,
            String prompt,
            Source source,
            Field<String> field,
            Ikon icon,
            String chooserName,
            List<PathChooser> choosers,
            Consumer<String> onBundled) {
        this.source = source;
        getStyleClass().add("source-field");
        combo.setId(id);
        combo.setEditable(true);
        combo.setPromptText(prompt);
        combo.setAccessibleText(prompt);
        combo.setMaxWidth(Double.MAX_VALUE);
        combo.setMinWidth(0);
        combo.setPrefWidth(100);
        HBox.setHgrow(combo, Priority.ALWAYS);
        combo.getItems()
                .setAll(source.bundled().stream().map(BundledChoice::title).toList());
        combo.setCellFactory(list -> new ChoiceCell(onBundled));
        combo.setOnShowing(
                event -> before = Optional.ofNullable(combo.getSelectionModel().getSelectedItem()));
        combo.getEditor().textProperty().bindBidirectional(field.textProperty());
        combo.getEditor().textProperty().addListener((observable, old, now) -> showEndOfPath());
        combo.getEditor().focusedProperty().addListener((observable, old, now) -> showEndOfPath());
        combo.getEditor().widthProperty().addListener((observable, old, now) -> showEndOfPath());
        sceneProperty().addListener((observable, old, now) -> showEndOfPath());
        combo.getSelectionModel().selectedItemProperty().addListener((observable, old, now) -> {
            if (now != null) {
                onBundled.accept(now);
            }
        });
        Button choose = new Button(null, new FontIcon(icon));
        choose.setId(id + "-choose");
        choose.getStyleClass().add("button-icon");
        choose.setTooltip(new Tooltip(chooserName));
        choose.setAccessibleText(chooserName);
        ContextMenu kinds = new ContextMenu();
        for (PathChooser chooser : choosers) {
            MenuItem item = new MenuItem(chooser.name());
            item.setOnAction(event -> ask(chooser, field));
            kinds.getItems().add(item);
        }
        choose.setOnAction(event -> {
            if (choosers.size() == 1) {
                ask(choosers.get(0), field);
            } else {
                kinds.show(choose, Side.BOTTOM, 0, 0);
            }
        });
        FieldViews.markWrong(this, field.messageProperty());
        // Enter ends a path that nobody has looked into yet; the window's default button shall not run a study on it.
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER) {
                event.consume();
            }
        });
        getChildren().setAll(combo, choose);
    }

    private static void ask(PathChooser chooser, Field<String> field) {
        chooser.ask().apply(folderOf(field.text())).ifPresent(path -> field.textProperty()
                .set(path.toString()));
    }

    /**
     * The end of a path says more than its beginning; while it is typed, the caret decides. Known only after layout.
     */
    private void showEndOfPath() {
        TextField editor = combo.getEditor();
        Scene scene = getScene();
        if (scene == null || editor.isFocused() || waitsForLayout) {
            return;
        }
        waitsForLayout = true;
        scene.addPostLayoutPulseListener(new Runnable() {
            @Override
            public void run() {
                scene.removePostLayoutPulseListener(this);
                waitsForLayout = false;
                if (!editor.isFocused()) {
                    editor.home();
                    editor.end();
                }
            }
        });
    }

    private static Optional<Path> folderOf(String text) {
        if (text == null || text.isBlank() || text.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Path path = Path.of(text).toAbsolutePath();
        return Files.isDirectory(path)
                ? Optional.of(path)
                : Optional.ofNullable(path.getParent()).filter(Files::isDirectory);
    }

    /** A bundled choice with its one-line description. */
    private final class ChoiceCell extends ListCell<String> {
        /** @param onBundled hears of a choice that is picked again, too, which does not change the selection */
        ChoiceCell(Consumer<String> onBundled) {
            addEventHandler(MouseEvent.MOUSE_RELEASED, event -> {
                if (!isEmpty() && before.equals(Optional.ofNullable(getItem()))) {
                    onBundled.accept(getItem());
                }
            });
        }

        @Override
        protected void updateItem(String title, boolean empty) {
            super.updateItem(title, empty);
            setText(null);
            if (empty || title == null) {
                setGraphic(null);
                return;
            }
            Label name = new Label(title);
            VBox both = new VBox(name);
            source.bundled().stream()
                    .filter(choice -> choice.title().equals(title))
                    .findFirst()
                    .ifPresent(choice -> {
                        Label description = new Label(choice.description());
                        description.getStyleClass().add("field-message");
                        both.getChildren().add(description);
                    });
            setGraphic(both);
        }
    }
}
