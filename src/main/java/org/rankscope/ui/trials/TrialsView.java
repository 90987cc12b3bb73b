package org.rankscope.ui.trials;

import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import org.rankscope.insight.Verdict;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.theme.Appearance;
import org.rankscope.ui.theme.Fonts;

/** The table of methods and ranks; its selection is the selection of every chart. */
public final class TrialsView extends TableView<VariantSummary> {
    private static final double ROW_HEIGHT = 24;
    private static final double LEAST_LOSS_WIDTH = 118;

    private static final double METRIC_WIDTH = 110;
    private static final double METHOD_WIDTH = 112;
    private static final double CAPACITY_WIDTH = 70;
    /** For {@code 1.06 MB}, {@code 12:30} and the like. */
    private static final double LEAST_NUMBER_WIDTH = 78;

    private static final double CELL_FONT_SIZE = 13;
    private static final double TITLE_FONT_SIZE = 12;
    private static final double CELL_PADDING = 26;
    private static final double TITLE_PADDING = 18;
    private static final double MARKER_WIDTH = 19;

    private final TrialsViewModel viewModel;
    private final Appearance appearance;
    private final TableColumn<VariantSummary, String> metric = numbers("", METRIC_WIDTH, TrialsViewModel::metric);
    private final TableColumn<VariantSummary, VariantSummary> method;
    private final TableColumn<VariantSummary, VariantSummary> capacity;
    private final TableColumn<VariantSummary, VariantSummary> loss =
            column("validation loss", LEAST_LOSS_WIDTH, row -> row, cell -> new LossCell());
    private boolean following;

    public TrialsView(TrialsViewModel viewModel, Appearance appearance) {
        this.viewModel = viewModel;
        this.appearance = appearance;
        method = column(
                "method",
                METHOD_WIDTH,
                row -> row,
                cell -> new MarkedCell(appearance, TrialsViewModel::method, () -> true));
        capacity = column(
                "rank",
                CAPACITY_WIDTH,
                row -> row,
                cell -> new MarkedCell(appearance, viewModel::capacity, () -> !viewModel.namesMethods()));
        createLayout();
        bind();
    }

    private void createLayout() {
        setId("trials");
        getStyleClass().addAll("trials", "card");
        setFixedCellSize(ROW_HEIGHT);
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        setAccessibleText("Results by rank");
        Label teaching =
                new Label("A trial is one training run at one rank; its exact numbers will stand here, a row a rank.");
        teaching.getStyleClass().add("teaching");
        setPlaceholder(teaching);
        getColumns().add(method);
        getColumns().add(capacity);
        getColumns().add(column("state", 168, row -> row, cell -> new StateCell()));
        getColumns().add(loss);
        getColumns().add(metric);
        getColumns().add(numbers("parameters", 100, TrialsViewModel::parameters));
        getColumns().add(numbers("adapter", 90, TrialsViewModel::adapter));
        getColumns().add(numbers("peak memory", 100, TrialsViewModel::peak));
        getColumns().add(numbers("time", 75, TrialsViewModel::time));
        getColumns().add(numbers("best rate", 80, TrialsViewModel::rate));
        loss.getStyleClass().add("numbers");
        setRowFactory(table -> new TableRow<>() {
            @Override
            protected void updateItem(VariantSummary row, boolean empty) {
                super.updateItem(row, empty);
                Optional<Verdict.Kind> chosen = empty || row == null ? Optional.empty() : viewModel.chosenAs(row);
                for (Verdict.Kind kind : Verdict.Kind.values()) {
                    pseudoClassStateChanged(
                            PseudoClass.getPseudoClass(kind.json()),
                            chosen.filter(kind::equals).isPresent());
                }
            }
        });
    }

    private void bind() {
        setItems(viewModel.rows());
        viewModel.rows().addListener((ListChangeListener<VariantSummary>) change -> follow());
        viewModel.selectedProperty().addListener((observable, old, now) -> follow());
        getSelectionModel().selectedItemProperty().addListener((observable, old, now) -> {
            if (!following && now != null) {
                viewModel.selectedProperty().set(Optional.of(now.variant()));
            }
        });
        appearance.colorsProperty().addListener((observable, old, now) -> refresh());
        viewModel.revision().addListener((observable, old, now) -> {
            showColumns();
            refresh();
        });
        showColumns();
    }

    /** The metric's column is there where the task has one, that of methods where there are several. */
    private void showColumns() {
        method.setVisible(viewModel.namesMethods());
        capacity.setText(viewModel.capacityTitle());
        giveRoom(method, METHOD_WIDTH, CELL_PADDING + MARKER_WIDTH, TrialsViewModel::method);
        giveRoom(
                capacity,
                CAPACITY_WIDTH,
                CELL_PADDING + (viewModel.namesMethods() ? 0 : MARKER_WIDTH),
                viewModel::capacity);
        giveRoom(
                loss,
                LEAST_LOSS_WIDTH,
                CELL_PADDING + LossCell.GAP,
                row -> TrialsViewModel.loss(row) + TrialsViewModel.spread(row));
        metric.setText(viewModel.metricTitle());
        double titled = widthOf(metric.getText(), TITLE_FONT_SIZE) + TITLE_PADDING;
        metric.setMinWidth(titled);
        metric.setPrefWidth(Math.max(METRIC_WIDTH, titled));
        metric.setVisible(!metric.getText().isEmpty());
    }

    /** No text of {@code column} is cut, however little room there is for others. */
    private void giveRoom(
            TableColumn<VariantSummary, VariantSummary> column,
            double least,
            double beside,
            Function<VariantSummary, String> text) {
        double widest = getItems().stream()
                .map(text)
                .distinct()
                .mapToDouble(one -> widthOf(one, CELL_FONT_SIZE))
                .max()
                .orElse(0);
        double width = Math.max(least, beside + widest);
        column.setMinWidth(width);
        column.setPrefWidth(width);
    }

    /** Selects the row of what is selected elsewhere. */
    private void follow() {
        following = true;
        Optional<Variant> selected = viewModel.selectedProperty().get();
        if (selected.isEmpty()) {
            getSelectionModel().clearSelection();
        } else {
            for (int i = 0; i < getItems().size(); i++) {
                if (getItems().get(i).variant().equals(selected.get())) {
                    getSelectionModel().select(i);
                    scrollTo(i);
                }
            }
        }
        following = false;
    }

    private static <T> TableColumn<VariantSummary, T> column(
            String title,
            double width,
            Function<VariantSummary, T> value,
            Function<Object, TableCell<VariantSummary, T>> cell) {
        TableColumn<VariantSummary, T> column = new TableColumn<>(title);
        column.setCellValueFactory(data -> new SimpleObjectProperty<>(value.apply(data.getValue())));
        column.setCellFactory(cell::apply);
        column.setPrefWidth(width);
        column.setSortable(false);
        column.setReorderable(false);
        return column;
    }

    private static double widthOf(String words, double size) {
        Text text = new Text(words);
        text.setFont(Font.font(Fonts.FAMILY, size));
        return text.getLayoutBounds().getWidth();
    }

    private static TableColumn<VariantSummary, String> numbers(
            String title, double width, Function<VariantSummary, String> text) {
        TableColumn<VariantSummary, String> column = column(title, width, text, any -> new TableCell<>() {
            @Override
            protected void updateItem(String item, boolean empty) {
                super.updateItem(item, empty);
                setText(empty ? null : item);
                setAlignment(Pos.CENTER_RIGHT);
            }
        });
        column.getStyleClass().add("numbers");
        column.setMinWidth(Math.max(LEAST_NUMBER_WIDTH, widthOf(title, TITLE_FONT_SIZE) + TITLE_PADDING));
        return column;
    }
}
