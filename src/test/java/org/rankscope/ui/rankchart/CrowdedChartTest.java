package org.rankscope.ui.rankchart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.StudySpecBuilder;
import org.rankscope.ui.chart.NamedMark;
import org.rankscope.ui.fx.NativeTextCondition;
import org.rankscope.ui.rankchart.RankChartModel.Line;
import org.rankscope.ui.rankchart.RankChartModel.Point;
import org.rankscope.ui.study.BoardOf;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.SyntheticStudy;
import org.rankscope.ui.theme.ChartColors;

/** All methods that there are on one chart. */
@ExtendWith(NativeTextCondition.class)
class CrowdedChartTest {
    /** What the chart has of a window of 1280 x 720. */
    private static final int WIDTH = 750;

    private static final int HEIGHT = 150;
    /** A quarter of a mark. */
    private static final int LEAST_PIXELS = 12;

    private final StudyBoard board = new StudyBoard();
    private final RankChartViewModel chart = new RankChartViewModel(board);

    @BeforeEach
    void showAll() {
        show(Method.values());
    }

    private RankChartModel show(Method... methods) {
        BoardOf.finished(
                board,
                SyntheticStudy.choose(),
                StudySpecBuilder.builder(
                                SyntheticStudy.spec(List.of(1, 2, 4, 8, 16, 32), List.of(3e-3), List.of(0L), 20))
                        .methods(List.of(methods))
                        .build());
        return chart.modelProperty().get();
    }

    private static BufferedImage draw(JFreeChart chart, ChartRenderingInfo info) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT), info);
        graphics.dispose();
        return image;
    }

    private static int inked(BufferedImage image, int rgb, double x, double y) {
        int count = 0;
        for (int dy = -5; dy <= 5; dy++) {
            for (int dx = -5; dx <= 5; dx++) {
                int column = (int) Math.round(x) + dx;
                int row = (int) Math.round(y) + dy;
                boolean inside = column >= 0 && row >= 0 && column < WIDTH && row < HEIGHT;
                count += inside && (image.getRGB(column, row) & 0xFFFFFF) == (rgb & 0xFFFFFF) ? 1 : 0;
            }
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource(CostAxis.class)
    void everyMethodIsDrawnAndNamed(CostAxis axis) {
        chart.axisProperty().set(axis);
        RankChartModel model = chart.modelProperty().get();
        assertTrue(model.isCrowded());
        assertEquals(
                Method.values().length,
                model.legend().stream().map(NamedMark::name).distinct().count());
        Set<Integer> drawn = new HashSet<>();
        model.points().forEach(point -> drawn.add(point.colour()));
        model.lines().forEach(line -> drawn.add(line.point().colour()));
        Set<Integer> named = new HashSet<>();
        model.legend().forEach(mark -> named.add(mark.colour()));
        assertEquals(drawn, named);
        assertEquals(Method.values().length, named.size());
        assertTrue(model.lines().stream().anyMatch(Line::isReference));
    }

    @ParameterizedTest
    @EnumSource(CostAxis.class)
    void aNameInTheLegendLeadsToTheBestOfItsMethod(CostAxis axis) {
        chart.axisProperty().set(axis);
        for (NamedMark mark : chart.modelProperty().get().legend()) {
            chart.select(mark.pick().orElseThrow());
            assertEquals(mark.pick(), board.selectedProperty().get());
            assertEquals(
                    mark.pick(),
                    board.bestOf(mark.pick().orElseThrow().method()).map(best -> best.variant()));
        }
    }

    @Test
    void noPointHidesAnotherAmongRanks() {
        RankChartModel model = chart.modelProperty().get();
        JFreeChart drawn = RankChart.of(model, ChartColors.LIGHT);
        ChartRenderingInfo info = new ChartRenderingInfo();
        BufferedImage image = draw(drawn, info);
        Rectangle2D area = info.getPlotInfo().getDataArea();
        XYPlot plot = drawn.getXYPlot();
        for (Point point : model.points()) {
            double x = plot.getDomainAxis().valueToJava2D(point.position(), area, plot.getDomainAxisEdge());
            double y = plot.getRangeAxis().valueToJava2D(point.loss(), area, plot.getRangeAxisEdge());
            int seen = inked(image, ChartColors.LIGHT.rank(point.colour()).getRGB(), x, y);
            assertTrue(seen >= LEAST_PIXELS, point.name() + " has " + seen + " pixels of its mark");
        }
    }

    @Test
    void theMarksOfLinesDoNotLieOnEachOther() {
        RankChartModel model = chart.modelProperty().get();
        List<Line> lines =
                model.lines().stream().filter(line -> !line.isReference()).toList();
        var marks = LineMarks.of(model, 0, 1);
        assertEquals(Set.copyOf(lines), marks.keySet());
        double span = model.high() - model.low();
        for (Line one : lines) {
            for (Line other : lines) {
                boolean apart = !marks.get(one).equals(marks.get(other))
                        || Math.abs(one.point().loss() - other.point().loss()) >= 0.1 * span;
                assertTrue(
                        one == other || apart,
                        one.point().name() + " and " + other.point().name());
            }
        }
    }

    @Test
    void pointsStandBesideTheirOwnRankAndCostsWhereTheyAre() {
        RankChartModel model = chart.modelProperty().get();
        for (Point point : model.points()) {
            double rank = Math.log(point.variant().capacity()) / Math.log(2);
            assertTrue(Math.abs(point.position() - rank) < 0.5, point.name());
        }
        chart.axisProperty().set(CostAxis.PARAMETERS);
        for (Point point : chart.modelProperty().get().points()) {
            assertEquals(Math.log(point.parameters()) / Math.log(2), point.position(), 1e-9, point.name());
        }
    }

    @Test
    void fewMethodsStandOnTheirRanksAndAreNamedInARow() {
        RankChartModel model = show(Method.LORA, Method.DORA, Method.RSLORA, Method.IA3, Method.FULL);
        assertEquals(List.of(), model.legend());
        assertEquals(
                Set.of(0.0, 1.0, 2.0, 3.0, 4.0, 5.0),
                Set.copyOf(model.points().stream().map(Point::position).toList()));
        assertEquals(5, model.marks().size());
    }

    @Test
    void whatIsExportedNamesEveryMethod() {
        RankChartModel all = chart.modelProperty().get();
        RankChartModel few = show(Method.LORA, Method.DORA, Method.FULL);
        RankChartModel one = show(Method.LORA);
        List<Integer> named = Stream.of(all, few, one)
                .map(model -> Optional.ofNullable(
                                RankChart.forExport(model, ChartColors.LIGHT).getLegend())
                        .map(legend -> Arrays.stream(legend.getSources())
                                .mapToInt(source -> source.getLegendItems().getItemCount())
                                .sum())
                        .orElse(0))
                .toList();
        assertEquals(List.of(Method.values().length, 3, 0), named);
    }
}
