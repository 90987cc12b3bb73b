package org.rankscope.ui.spectrum;

import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.rankscope.ui.chart.ChartPane;
import org.rankscope.ui.chart.HeatMap;
import org.rankscope.ui.chart.HeatMapChart;
import org.rankscope.ui.theme.Appearance;

/** The map of effective ranks, and what it comes to in a sentence. */
public final class SpectrumView extends VBox {
    private final SpectrumViewModel viewModel;
    private final Appearance appearance;
    private final ChartPane chart = new ChartPane("spectrum-map");
    private final Label sentence = new Label();
    private final Label teaching = new Label();

    public SpectrumView(SpectrumViewModel viewModel, Appearance appearance) {
        this.viewModel = viewModel;
        this.appearance = appearance;
        createLayout();
        bind();
    }

    private void createLayout() {
        sentence.setId("spectrum-sentence");
        sentence.getStyleClass().add("card-note");
        teaching.getStyleClass().add("teaching");
        teaching.setWrapText(true);
        teaching.setMouseTransparent(true);
        StackPane body = new StackPane(chart, teaching);
        VBox.setVgrow(body, Priority.ALWAYS);
        getChildren().setAll(body, sentence);
    }

    private void bind() {
        visibleProperty().addListener((observable, old, now) -> viewModel.setActive(now));
        sentence.visibleProperty().bind(chart.visibleProperty());
        sentence.managedProperty().bind(chart.visibleProperty());
        teaching.visibleProperty().bind(chart.visibleProperty().not());
        viewModel.shownProperty().addListener((observable, old, now) -> draw());
        appearance.colorsProperty().addListener((observable, old, now) -> draw());
        draw();
    }

    private void draw() {
        SpectrumViewModel.Shown shown = viewModel.shownProperty().get();
        Optional<HeatMap> map = shown.map();
        chart.setVisible(map.isPresent());
        sentence.setText(shown.sentence());
        teaching.setText(shown.sentence());
        map.ifPresent(one -> chart.show(
                HeatMapChart.of(one, appearance.colorsProperty().get()),
                HeatMapChart.spots(one),
                "Effective rank by layer and module. " + shown.sentence()));
    }
}
