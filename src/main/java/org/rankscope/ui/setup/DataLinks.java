package org.rankscope.ui.setup;

import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/**
 * The small line that says which columns hold what, with ways to change that, to see what was found in the data, and to
 * read what a bundled scenario is for. Links are reached with the tab key and opened with the space bar.
 */
final class DataLinks extends TextFlow {
    private final SetupViewModel viewModel;
    private final Text read = new Text();
    private final Hyperlink columns = link("data-columns", "Columns…", "Say which columns hold what");
    private final Hyperlink report = link("data-report", "Report", "What was found in the data");
    private final Hyperlink page = link("data-page", "About this scenario", "What this scenario shows");
    private final SidePopOver popOver = new SidePopOver();

    DataLinks(SetupViewModel viewModel, Runnable onReport, Consumer<BundledChoice> onPage) {
        this.viewModel = viewModel;
        setId("data-links");
        getStyleClass().add("advice");
        read.setId("columns-read");
        columns.setOnAction(event -> choose());
        report.setOnAction(event -> onReport.run());
        page.setOnAction(event -> scenario().ifPresent(onPage));
        managedProperty().bind(visibleProperty());
        viewModel.task().columnsReadProperty().addListener((observable, old, now) -> show());
        viewModel.task().foundProperty().addListener((observable, old, now) -> show());
        viewModel.form().data.valueProperty().addListener((observable, old, now) -> show());
        show();
    }

    private static Hyperlink link(String id, String name, String accessibleText) {
        Hyperlink link = new Hyperlink(name);
        link.setId(id);
        link.setAccessibleText(accessibleText);
        link.visitedProperty().addListener((observable, old, now) -> link.setVisited(false));
        return link;
    }

    private Optional<BundledChoice> scenario() {
        SetupForm form = viewModel.form();
        return form.data.value().flatMap(form.datasets::choice).filter(choice -> choice.page()
                .isPresent());
    }

    private void show() {
        SetupForm form = viewModel.form();
        boolean bundled = form.data.value().flatMap(form.datasets::choice).isPresent();
        boolean hasColumns = !bundled
                && viewModel
                        .task()
                        .foundProperty()
                        .get()
                        .filter(answer -> !answer.columnNames().isEmpty())
                        .isPresent();
        setVisible(form.data.value().isPresent());
        read.setText(viewModel.task().columnsReadProperty().get());
        getChildren().clear();
        if (!read.getText().isEmpty()) {
            add(read);
        }
        if (hasColumns) {
            add(columns);
        }
        add(report);
        if (scenario().isPresent()) {
            add(page);
        }
    }

    private void add(Node part) {
        if (!getChildren().isEmpty()) {
            getChildren().add(new Text(" · "));
        }
        getChildren().add(part);
    }

    private void choose() {
        ColumnsView content = new ColumnsView(viewModel);
        // A combo box keeps the key for itself even where its list is closed.
        content.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE && !content.isChoosing()) {
                popOver.hide();
            }
        });
        popOver.show(content, columns);
    }
}
