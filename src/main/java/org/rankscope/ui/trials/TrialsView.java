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
import org.rankscope.insight.Verdict;
import org.rankscope.ui.study.RankSummary;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.theme.Appearance;

/** The table of ranks; its selection is the selection of every chart. */
public final class TrialsView extends TableView<RankSummary> {
    private static final double ROW_HEIGHT = 24;
    private static final double METRIC_WIDTH = 110;
    private static final double LETTER_WIDTH = 8;

    private final TrialsViewModel viewModel;
    private final Appearance appearance;
    private final TableColumn<RankSummary, String> metric = numbers("", METRIC_WIDTH, TrialsViewModel::metric);
    private boolean following;

    public TrialsView(TrialsViewModel viewModel, Appearance appearance) {
        this.viewModel = viewModel;
        this.appearance = appearance;
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
        getColumns().add(column("rank", 70, row -> row, cell -> new RankCell(appearance)));
        getColumns().add(column("state", 168, row -> row, cell -> new StateCell()));
        getColumns().add(column("validation loss", 130, row -> row, cell -> new LossCell()));
        getColumns().add(metric);
        getColumns().add(numbers("parameters", 100, TrialsViewModel::parameters));
        getColumns().add(numbers("adapter", 90, TrialsViewModel::adapter));
        getColumns().add(numbers("peak memory", 100, TrialsViewModel::peak));
        getColumns().add(numbers("time", 75, TrialsViewModel::time));
        getColumns().add(numbers("best rate", 80, TrialsViewModel::rate));
        getColumns().get(2).getStyleClass().add("numbers");
        setRowFactory(table -> new TableRow<>() {
            @Override
            protected void updateItem(RankSummary row, boolean empty) {
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
        viewModel.rows().addListener((ListChangeListener<RankSummary>) change -> follow());
        viewModel.selectedRankProperty().addListener((observable, old, now) -> follow());
        getSelectionModel().selectedItemProperty().addListener((observable, old, now) -> {
            if (!following && now != null) {
                viewModel.selectedRankProperty().set(now.rank());
            }
        });
        appearance.colorsProperty().addListener((observable, old, now) -> refresh());
        viewModel.revision().addListener((observable, old, now) -> {
            showMetric();
            refresh();
        });
        showMetric();
    }

    /** The metric's column is there where the task has one. */
    private void showMetric() {
        metric.setText(viewModel.metricTitle());
        metric.setPrefWidth(Math.max(METRIC_WIDTH, metric.getText().length() * LETTER_WIDTH));
        metric.setVisible(!metric.getText().isEmpty());
    }

    /** Selects the row of the rank that is selected elsewhere. */
    private void follow() {
        following = true;
        int rank = viewModel.selectedRankProperty().get();
        if (rank == StudyBoard.NONE) {
            getSelectionModel().clearSelection();
        } else {
            for (int i = 0; i < getItems().size(); i++) {
                if (getItems().get(i).rank() == rank) {
                    getSelectionModel().select(i);
                }
            }
        }
        following = false;
    }

    private static <T> TableColumn<RankSummary, T> column(
            String title,
            double width,
            Function<RankSummary, T> value,
            Function<Object, TableCell<RankSummary, T>> cell) {
        TableColumn<RankSummary, T> column = new TableColumn<>(title);
        column.setCellValueFactory(data -> new SimpleObjectProperty<>(value.apply(data.getValue())));
        column.setCellFactory(cell::apply);
        column.setPrefWidth(width);
        column.setSortable(false);
        column.setReorderable(false);
        return column;
    }

    private static TableColumn<RankSummary, String> numbers(
            String title, double width, Function<RankSummary, String> text) {
        TableColumn<RankSummary, String> column = column(title, width, text, any -> new TableCell<>() {
            @Override
            protected void updateItem(String item, boolean empty) {
                super.updateItem(item, empty);
                setText(empty ? null : item);
                setAlignment(Pos.CENTER_RIGHT);
            }
        });
        column.getStyleClass().add("numbers");
        return column;
    }
}
