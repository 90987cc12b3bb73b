package org.rankscope.ui.rankchart;

import java.util.List;
import java.util.stream.Stream;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jfree.chart.JFreeChart;
import org.rankscope.ui.chart.ChartPane;
import org.rankscope.ui.chart.HeatMap;
import org.rankscope.ui.chart.Hotspot;
import org.rankscope.ui.chart.Switch;
import org.rankscope.ui.text.Quantities;
import org.rankscope.ui.theme.Appearance;
import org.rankscope.ui.theme.ChartColors;

/** The hero chart with its title and the switch of its axis. */
public final class RankChartView extends VBox {
    /** How far from its line a bracket is found, as a share of the axis. */
    private static final double BRACKET_REACH = 0.04;

    private final RankChartViewModel viewModel;
    private final Appearance appearance;
    private final ChartPane chart = new ChartPane("rank-chart");
    private final Label subtitle = new Label();
    private final Label teaching = new Label();
    private final Switch<CostAxis> axis = new Switch<>("axis", CostAxis.values(), CostAxis::title);

    public RankChartView(RankChartViewModel viewModel, Appearance appearance) {
        this.viewModel = viewModel;
        this.appearance = appearance;
        createLayout();
        bind();
    }

    /** The chart as it stands, on white, for export. */
    public JFreeChart drawForExport() {
        return RankChart.of(viewModel.modelProperty().get(), ChartColors.LIGHT);
    }

    private void createLayout() {
        getStyleClass().addAll("card", "rank-chart-card");
        Label title = new Label("Validation loss");
        title.getStyleClass().add("card-title");
        subtitle.getStyleClass().add("card-subtitle");
        subtitle.setMinWidth(0);
        HBox.setHgrow(subtitle, Priority.ALWAYS);
        subtitle.setMaxWidth(Double.MAX_VALUE);
        HBox header = new HBox(title, subtitle, axis);
        header.getStyleClass().add("card-header");
        header.setAlignment(Pos.CENTER_LEFT);
        title.setMinWidth(Region.USE_PREF_SIZE);
        teaching.getStyleClass().add("teaching");
        teaching.setId("rank-chart-teaching");
        teaching.setMouseTransparent(true);
        teaching.setWrapText(true);
        StackPane body = new StackPane(chart, teaching);
        VBox.setVgrow(body, Priority.ALWAYS);
        getChildren().setAll(header, body);
    }

    private void bind() {
        axis.valueProperty().bindBidirectional(viewModel.axisProperty());
        chart.setOnPick(viewModel::select);
        chart.setNeighbour(viewModel::neighbour);
        viewModel.modelProperty().addListener((observable, old, now) -> draw());
        appearance.colorsProperty().addListener((observable, old, now) -> draw());
        draw();
    }

    private void draw() {
        RankChartModel model = viewModel.modelProperty().get();
        subtitle.setText(model.isEmpty() ? "" : model.subtitle());
        teaching.setText(teachingText(model));
        teaching.setVisible(model.points().isEmpty());
        List<Hotspot> spots = Stream.of(
                        model.points().stream()
                                .map(point -> new Hotspot(point.position(), point.loss(), point.rank(), tip(point))),
                        model.preview().stream().flatMap(RankChartView::spots),
                        model.brackets().stream().map(bracket -> spot(bracket, model)))
                .flatMap(part -> part)
                .toList();
        chart.show(
                RankChart.of(
                        model.isEmpty() ? EmptyChart.model() : model,
                        appearance.colorsProperty().get()),
                spots,
                viewModel.spoken());
    }

    private static String teachingText(RankChartModel model) {
        if (model.isEmpty()) {
            return "Each rank you try becomes a point here: how well it learns, against what it costs.\n"
                    + "The curve falls where more rank helps and is flat where it does not.";
        }
        return model.running().isEmpty() ? "The first point appears once the first trial has been evaluated." : "";
    }

    private static Stream<Hotspot> spots(RankChartModel.Cut cut) {
        return cut.points().stream()
                .filter(point -> point.rank() < cut.rank())
                .map(point -> new Hotspot(
                        point.position(),
                        point.loss(),
                        HeatMap.NO_RANK,
                        "r = " + cut.rank() + " cut to r = " + point.rank() + " by SVD: "
                                + Quantities.loss(point.loss())
                                + "\nreachable at that rank, not what training there gives"));
    }

    private static Hotspot spot(RankChartModel.Bracket bracket, RankChartModel model) {
        return new Hotspot(
                (bracket.from() + bracket.to()) / 2,
                model.bracketAt(bracket.level()),
                (bracket.to() - bracket.from()) / 2,
                (model.high() - model.low()) * BRACKET_REACH,
                HeatMap.NO_RANK,
                bracket.tip());
    }

    private static String tip(RankChartModel.Point point) {
        String spread = Double.isNaN(point.standardError()) ? "" : " ± " + Quantities.spread(point.standardError());
        return "rank " + point.rank() + ": " + Quantities.loss(point.loss()) + spread
                + (point.seeds() > 1 ? ", mean of " + point.seeds() + " seeds" : "");
    }
}
