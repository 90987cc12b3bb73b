package org.rankscope.ui.spectrum;

import javafx.geometry.Pos;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.rankscope.insight.LearnedRanks;
import org.rankscope.ui.chart.ChartPane;
import org.rankscope.ui.chart.HeatMapChart;
import org.rankscope.ui.theme.Appearance;

/** The map of ranks that were learnt, what they come to, and a way to take them along. */
public final class LearnedRanksView extends VBox {
    private final LearnedRanksViewModel viewModel;
    private final Appearance appearance;
    private final ChartPane chart = new ChartPane("learned-map");
    private final Label sentence = new Label();
    private final Hyperlink copy = new Hyperlink("Copy rank_pattern");

    public LearnedRanksView(LearnedRanksViewModel viewModel, Appearance appearance) {
        this.viewModel = viewModel;
        this.appearance = appearance;
        createLayout();
        viewModel.shownProperty().addListener((observable, old, now) -> draw());
        appearance.colorsProperty().addListener((observable, old, now) -> draw());
        draw();
    }

    private void createLayout() {
        sentence.setId("learned-sentence");
        sentence.setMinWidth(0);
        copy.setId("learned-copy");
        copy.setOnAction(event -> copy());
        copy.visitedProperty().addListener((observable, old, now) -> copy.setVisited(false));
        HBox below = new HBox(sentence, copy);
        below.getStyleClass().add("card-note");
        below.getStyleClass().add("learned-note");
        below.setAlignment(Pos.CENTER_LEFT);
        VBox.setVgrow(chart, Priority.ALWAYS);
        getChildren().setAll(chart, below);
    }

    private void draw() {
        viewModel.shownProperty().get().ifPresent(shown -> {
            sentence.setText(shown.sentence());
            copy.setText("Copy rank_pattern");
            copy.setTooltip(new Tooltip("For the adapter_config.json of a LoRA adapter"
                    + (shown.ranks().hasEmptyModules() ? "; a module of which nothing is left has rank 1 there" : "")
                    + "."));
            chart.show(
                    HeatMapChart.of(
                            LearnedMap.of(shown.ranks()),
                            appearance.colorsProperty().get()),
                    HeatMapChart.spots(LearnedMap.of(shown.ranks())),
                    "Learned rank by layer and module. " + shown.sentence());
        });
    }

    private void copy() {
        viewModel
                .shownProperty()
                .get()
                .map(LearnedRanksViewModel.Shown::ranks)
                .map(LearnedRanks::rankPattern)
                .ifPresent(pattern -> {
                    ClipboardContent content = new ClipboardContent();
                    content.putString(pattern);
                    Clipboard.getSystemClipboard().setContent(content);
                    copy.setText("Copied");
                });
    }
}
