package org.rankscope.ui.curves;

import java.util.List;
import java.util.stream.Stream;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.rankscope.ui.chart.ChartPane;
import org.rankscope.ui.chart.Hotspot;
import org.rankscope.ui.chart.Switch;
import org.rankscope.ui.text.Quantities;
import org.rankscope.ui.theme.Appearance;

/** The learning curves with their title and the switch between validation and train. */
public final class CurvesView extends VBox {
    private final CurvesViewModel viewModel;
    private final Appearance appearance;
    private final ChartPane chart = new ChartPane("learning-curves");
    private final Switch<CurveKind> kind = new Switch<>("curves", CurveKind.values(), CurveKind::title);
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
        StackPane body = new StackPane(chart, teaching);
        VBox.setVgrow(body, Priority.ALWAYS);
        getChildren().setAll(header, body);
    }

    private void bind() {
        kind.valueProperty().bindBidirectional(viewModel.kindProperty());
        chart.setOnPick(viewModel::select);
        viewModel.curvesProperty().addListener((observable, old, now) -> draw());
        appearance.colorsProperty().addListener((observable, old, now) -> draw());
        draw();
    }

    private void draw() {
        List<RankCurve> curves = viewModel.curvesProperty().get();
        teaching.setVisible(curves.isEmpty());
        List<Hotspot> spots = curves.stream().flatMap(CurvesView::spots).toList();
        chart.show(
                CurvesChart.of(
                        curves,
                        curves.isEmpty() ? 1 : viewModel.totalSteps(),
                        appearance.colorsProperty().get()),
                spots,
                curves.isEmpty()
                        ? "Learning curves: nothing yet."
                        : viewModel.kindProperty().get().title() + " loss by step for " + curves.size() + " ranks.");
    }

    private static Stream<Hotspot> spots(RankCurve curve) {
        return curve.samples().stream()
                .map(sample -> new Hotspot(
                        sample.step(),
                        sample.loss(),
                        curve.rank(),
                        "rank " + curve.rank() + ", step " + sample.step() + ": " + Quantities.loss(sample.loss())));
    }
}
