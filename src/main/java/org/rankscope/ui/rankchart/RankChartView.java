package org.rankscope.ui.rankchart;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jfree.chart.JFreeChart;
import org.rankscope.ui.chart.ChartPane;
import org.rankscope.ui.chart.Hotspot;
import org.rankscope.ui.chart.LegendEntry;
import org.rankscope.ui.chart.SideLegend;
import org.rankscope.ui.chart.Switch;
import org.rankscope.ui.text.Quantities;
import org.rankscope.ui.theme.Appearance;
import org.rankscope.ui.theme.ChartColors;

/** The hero chart with its title and the switch of its axis. */
public final class RankChartView extends VBox {
    /** How far from its line a bracket is found, as a share of the axis. */
    private static final double BRACKET_REACH = 0.04;
    /** Likewise of a line. */
    private static final double LINE_REACH = 0.02;

    private final RankChartViewModel viewModel;
    private final Appearance appearance;
    private final ChartPane chart = new ChartPane("rank-chart");
    private final Label subtitle = new Label();
    private final Label teaching = new Label();
    private final FlowPane legend = new FlowPane();
    private final SideLegend sideLegend = new SideLegend("rank-chart-side-legend");
    private final Switch<CostAxis> axis = new Switch<>("axis", CostAxis.values(), CostAxis::title);

    public RankChartView(RankChartViewModel viewModel, Appearance appearance) {
        this.viewModel = viewModel;
        this.appearance = appearance;
        createLayout();
        bind();
    }

    /** The chart as it stands, on white, for export. */
    public JFreeChart drawForExport() {
        return RankChart.forExport(viewModel.modelProperty().get(), ChartColors.LIGHT);
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
        StackPane drawn = new StackPane(chart, teaching);
        drawn.setMinWidth(0);
        HBox.setHgrow(drawn, Priority.ALWAYS);
        HBox body = new HBox(drawn, sideLegend);
        body.setMinHeight(0);
        VBox.setVgrow(body, Priority.ALWAYS);
        legend.setId("rank-chart-legend");
        legend.getStyleClass().add("legend");
        legend.managedProperty().bind(legend.visibleProperty());
        getChildren().setAll(header, legend, body);
    }

    private void bind() {
        axis.valueProperty().bindBidirectional(viewModel.axisProperty());
        chart.setOnPick(viewModel::select);
        chart.setNeighbour(viewModel::neighbour);
        sideLegend.setOnPick(viewModel::select);
        viewModel.modelProperty().addListener((observable, old, now) -> draw());
        appearance.colorsProperty().addListener((observable, old, now) -> draw());
        draw();
    }

    private void draw() {
        RankChartModel model = viewModel.modelProperty().get();
        subtitle.setText(model.isEmpty() ? "" : model.subtitle());
        teaching.setText(teachingText(model));
        teaching.setVisible(!model.hasResults());
        showLegend(model);
        List<Hotspot> spots = Stream.of(
                        model.points().stream()
                                .map(point -> new Hotspot(
                                        point.position(),
                                        Math.min(model.high(), point.loss()),
                                        Optional.of(point.variant()),
                                        tip(point))),
                        model.lines().stream().map(line -> spot(line, model)),
                        model.dashed().stream().flatMap(RankChartView::spots),
                        model.brackets().stream().map(bracket -> spot(bracket, model)),
                        model.band().stream().map(band -> spot(band, model)))
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

    /** Names the methods, with their colours and marks, where there are several curves. */
    private void showLegend(RankChartModel model) {
        legend.getChildren().clear();
        ChartColors colors = appearance.colorsProperty().get();
        sideLegend.show(model.legend(), colors);
        if (model.isCrowded()) {
            model.dashed().stream()
                    .filter(curve -> curve.colour().isEmpty())
                    .forEach(
                            curve -> sideLegend.addDashed("cut by SVD", RankChart.color(curve, colors), curve.label()));
        }
        boolean inARow = model.comparesMethods() && !model.isCrowded();
        legend.setVisible(inARow);
        if (inARow) {
            model.marks()
                    .forEach(mark -> legend.getChildren().add(new LegendEntry(mark.name(), mark.colour(), colors)));
        }
    }

    private static Stream<Hotspot> spots(RankChartModel.Dashed curve) {
        return curve.points().stream()
                .filter(point -> !point.tip().isEmpty())
                .map(point -> new Hotspot(point.position(), point.loss(), Optional.empty(), point.tip()));
    }

    private static Hotspot spot(RankChartModel.Line line, RankChartModel model) {
        return new Hotspot(
                (model.left() + model.right()) / 2,
                Math.min(model.high(), line.point().loss()),
                Math.max(1, model.right() - model.left()),
                (model.high() - model.low()) * LINE_REACH,
                Optional.of(line.point().variant()),
                tip(line.point()));
    }

    private static Hotspot spot(RankChartModel.Bracket bracket, RankChartModel model) {
        return new Hotspot(
                (bracket.from() + bracket.to()) / 2,
                model.bracketAt(bracket.level()),
                (bracket.to() - bracket.from()) / 2,
                (model.high() - model.low()) * BRACKET_REACH,
                Optional.empty(),
                bracket.tip());
    }

    private static Hotspot spot(RankChartModel.Band band, RankChartModel model) {
        return new Hotspot(
                (model.left() + model.right()) / 2,
                (band.low() + band.high()) / 2,
                Math.max(1, model.right() - model.left()),
                (band.high() - band.low()) / 2,
                Optional.empty(),
                band.name());
    }

    private static String tip(RankChartModel.Point point) {
        String spread = Double.isNaN(point.standardError()) ? "" : " ± " + Quantities.spread(point.standardError());
        return point.name() + ": " + Quantities.loss(point.loss()) + spread
                + (point.seeds() > 1 ? ", mean of " + point.seeds() + " seeds" : "")
                + (point.parameters() > 0 ? "\n" + Quantities.count(point.parameters()) + " trainable parameters" : "");
    }
}
