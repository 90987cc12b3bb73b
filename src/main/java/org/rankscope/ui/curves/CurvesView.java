package org.rankscope.ui.curves;

import java.util.Optional;
import java.util.stream.Stream;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.material2.Material2MZ;
import org.rankscope.ui.chart.ChartPane;
import org.rankscope.ui.chart.HeatMap;
import org.rankscope.ui.chart.HeatMapChart;
import org.rankscope.ui.chart.Hotspot;
import org.rankscope.ui.chart.SideLegend;
import org.rankscope.ui.chart.Switch;
import org.rankscope.ui.text.Quantities;
import org.rankscope.ui.theme.Appearance;
import org.rankscope.ui.theme.ChartColors;

/** The learning curves and the maps of rates and of steps, with their title and the switch between them. */
public final class CurvesView extends VBox {
    private final CurvesViewModel viewModel;
    private final Appearance appearance;
    private final ChartPane chart = new ChartPane("learning-curves");
    private final SideLegend legend = new SideLegend("learning-curves-legend");
    private final Switch<LearningChart> kind = new Switch<>("curves", LearningChart.values(), LearningChart::title);
    private final Label note = new Label();
    private final Label teaching = new Label("Loss by step, one curve a rank, while it trains.");

    public CurvesView(CurvesViewModel viewModel, Appearance appearance) {
        this.viewModel = viewModel;
        this.appearance = appearance;
        createLayout();
        bind();
    }

    private void createLayout() {
        getStyleClass().add("card");
        Label title = new Label("Learning curves");
        title.getStyleClass().add("card-title");
        title.setMinWidth(Region.USE_PREF_SIZE);
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox header = new HBox(title, gap, kind);
        header.getStyleClass().add("card-header");
        header.setAlignment(Pos.CENTER_LEFT);
        teaching.getStyleClass().add("teaching");
        teaching.setMouseTransparent(true);
        StackPane drawn = new StackPane(chart, teaching);
        drawn.setMinWidth(0);
        HBox.setHgrow(drawn, Priority.ALWAYS);
        HBox body = new HBox(drawn, legend);
        body.setMinHeight(0);
        VBox.setVgrow(body, Priority.ALWAYS);
        note.setId("learning-note");
        note.getStyleClass().add("card-note");
        note.setGraphic(new FontIcon(Material2MZ.WARNING));
        note.setMaxWidth(Double.MAX_VALUE);
        getChildren().setAll(header, body, note);
    }

    private void bind() {
        kind.valueProperty().bindBidirectional(viewModel.kindProperty());
        viewModel.offeredProperty().addListener((observable, old, now) -> kind.offer(now));
        kind.offer(viewModel.offeredProperty().get());
        chart.setOnPick(viewModel::select);
        chart.setNeighbour(viewModel::neighbour);
        legend.setOnPick(viewModel::select);
        note.managedProperty().bind(note.visibleProperty());
        viewModel.shownProperty().addListener((observable, old, now) -> draw());
        appearance.colorsProperty().addListener((observable, old, now) -> draw());
        draw();
    }

    private void draw() {
        CurvesViewModel.Shown shown = viewModel.shownProperty().get();
        ChartColors colors = appearance.colorsProperty().get();
        note.setText(shown.note());
        note.setTooltip(shown.note().isEmpty() ? null : new Tooltip(shown.note()));
        note.setVisible(!shown.note().isEmpty());
        teaching.setVisible(
                shown.map().map(HeatMap::isEmpty).orElse(shown.curves().isEmpty()));
        legend.show(shown.legend(), colors);
        Optional<HeatMap> map = shown.map().filter(one -> !one.isEmpty());
        if (map.isPresent()) {
            chart.show(HeatMapChart.of(map.get(), colors), HeatMapChart.spots(map.get()), shown.spoken());
        } else {
            chart.show(
                    CurvesChart.of(
                            shown.curves(),
                            shown.curves().isEmpty() ? 1 : viewModel.totalSteps(),
                            !shown.legend().isEmpty(),
                            colors),
                    shown.curves().stream().flatMap(CurvesView::spots).toList(),
                    shown.spoken());
        }
    }

    private static Stream<Hotspot> spots(RankCurve curve) {
        return curve.samples().stream()
                .map(sample -> new Hotspot(
                        sample.step(),
                        sample.loss(),
                        Optional.of(curve.variant()),
                        curve.name() + ", step " + sample.step() + ": " + Quantities.loss(sample.loss())));
    }
}
