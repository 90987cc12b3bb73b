package org.rankscope.ui.verdict;

import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.material2.Material2AL;

/**
 * What a verdict rests on: the rules side by side, every rank with what it costs, what would tell them apart, how much
 * text stood against how many parameters, and every warning in full.
 */
final class VerdictDetails extends ScrollPane {
    private static final double TEXT_WIDTH = 520;
    /** What is more is scrolled: several methods have many rows. */
    private static final double MOST_HEIGHT = 540;

    private static final double BAR_WIDTH = 14;

    private final VBox parts = new VBox();

    VerdictDetails(VerdictTable table) {
        setId("verdict-details");
        getStyleClass().add("page-scroll");
        parts.getStyleClass().add("verdict-details");
        setContent(parts);
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        setMaxHeight(MOST_HEIGHT);
        addSection("What each rule says", rules(table.opinions()));
        addSection("Every rank, and what it costs", ranks(table.ranks()));
        addLines("Other methods", "verdict-others", table.others());
        addLines("What would tell them apart", "verdict-separations", table.separations());
        addLines(
                "Training text against parameters",
                "verdict-capacity",
                table.capacity().stream().toList());
        addLines("To keep in mind", "verdict-warnings", table.warnings());
    }

    /** With room for the scroll bar, which would take it from the columns. */
    @Override
    protected double computePrefWidth(double height) {
        return super.computePrefWidth(height) + BAR_WIDTH;
    }

    private void addLines(String title, String id, List<String> sentences) {
        if (sentences.isEmpty()) {
            return;
        }
        VBox lines = new VBox();
        lines.setId(id);
        for (String words : sentences) {
            Label line = new Label(words);
            line.setWrapText(true);
            line.setMaxWidth(TEXT_WIDTH);
            line.setMinHeight(Region.USE_PREF_SIZE);
            lines.getChildren().add(line);
        }
        addSection(title, lines);
    }

    private void addSection(String title, Region content) {
        Label label = new Label(title);
        label.getStyleClass().add("section");
        parts.getChildren().add(new VBox(label, content));
    }

    private static GridPane rules(List<VerdictTable.Opinion> opinions) {
        GridPane grid = grid("verdict-rules");
        for (int row = 0; row < opinions.size(); row++) {
            VerdictTable.Opinion opinion = opinions.get(row);
            Label words = new Label(opinion.words());
            if (opinion.decides()) {
                words.setText(words.getText() + " (decides)");
                words.getStyleClass().add("strong");
            }
            grid.add(words, 0, row);
            grid.add(number(opinion.rank(), opinion.decides()), 1, row);
            grid.add(number(opinion.loss(), opinion.decides()), 2, row);
        }
        return grid;
    }

    private static GridPane ranks(List<VerdictTable.Row> rows) {
        GridPane grid = grid("verdict-ranks");
        grid.add(head("rank"), 0, 0);
        for (int column = 0; column < VerdictTable.Row.COLUMNS.size(); column++) {
            grid.add(head(VerdictTable.Row.COLUMNS.get(column)), column + 1, 0);
        }
        for (int i = 0; i < rows.size(); i++) {
            VerdictTable.Row row = rows.get(i);
            Label rank = number(row.rank(), row.chosen());
            if (row.chosen()) {
                rank.setGraphic(new FontIcon(Material2AL.CHECK));
            }
            grid.add(rank, 0, i + 1);
            for (int column = 0; column < row.cells().size(); column++) {
                grid.add(number(row.cells().get(column), row.chosen()), column + 1, i + 1);
            }
        }
        return grid;
    }

    private static GridPane grid(String id) {
        GridPane grid = new GridPane();
        grid.setId(id);
        grid.getStyleClass().add("details-grid");
        return grid;
    }

    private static Label head(String text) {
        Label label = number(text, false);
        label.getStyleClass().add("quiet");
        return label;
    }

    private static Label number(String text, boolean strong) {
        Label label = new Label(text);
        label.setMinWidth(Region.USE_PREF_SIZE);
        GridPane.setHalignment(label, HPos.RIGHT);
        if (strong) {
            label.getStyleClass().add("strong");
        }
        return label;
    }
}
