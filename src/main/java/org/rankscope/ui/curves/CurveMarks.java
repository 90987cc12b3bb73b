package org.rankscope.ui.curves;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rankscope.ui.chart.Mark;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.theme.ChartColors;
import org.rankscope.ui.theme.RankMarkers;

/** The mark of each curve, on it, at steps where no other has its own: curves that lie on each other are told apart by them. */
final class CurveMarks implements Mark.Painter {
    private static final int MARKS_A_CURVE = 2;
    private static final double RADIUS = 3.4;
    /** Before this share of the steps all curves fall steeply, side by side. */
    private static final double FIRST = 0.2;

    private static final BasicStroke EDGE = new BasicStroke(1.4f);

    private final Map<Variant, Integer> place = new HashMap<>();
    /** In the order in which they are drawn. */
    private final List<RankCurve> curves;

    private final int totalSteps;
    private final ChartColors colors;

    /** @param curves in the order of the study, in which marks follow each other whatever is selected */
    CurveMarks(List<RankCurve> curves, int totalSteps, ChartColors colors) {
        this.curves = curves.stream()
                .sorted(Comparator.comparing(RankCurve::selected))
                .toList();
        curves.forEach(curve -> place.put(curve.variant(), place.size()));
        this.totalSteps = totalSteps;
        this.colors = colors;
    }

    @Override
    public void paint(Graphics2D graphics, Rectangle2D area, Mark.Pixels at) {
        for (RankCurve curve : curves) {
            for (double step : steps(curve)) {
                double y = at.y(lossAt(curve.samples(), step));
                if (y < area.getMinY() || y > area.getMaxY()) {
                    continue;
                }
                Shape mark = AffineTransform.getTranslateInstance(at.x(step), y)
                        .createTransformedShape(RankMarkers.shape(curve.colour(), RADIUS));
                graphics.setPaint(colors.background());
                graphics.setStroke(EDGE);
                graphics.draw(mark);
                graphics.setPaint(colors.rank(curve.colour()));
                graphics.fill(mark);
            }
        }
    }

    /** Where {@code curve} has its marks; one that has not come so far has it at its end. */
    double[] steps(RankCurve curve) {
        int slots = MARKS_A_CURVE * curves.size();
        double[] steps = IntStream.range(0, MARKS_A_CURVE)
                .map(i -> place.get(curve.variant()) + i * curves.size())
                .mapToDouble(slot -> totalSteps * (FIRST + (1 - FIRST) * (slot + 0.5) / slots))
                .filter(step -> step <= curve.last().step())
                .toArray();
        return steps.length == 0 ? new double[] {curve.last().step()} : steps;
    }

    /** Between samples, on the line that joins them. */
    static double lossAt(List<RankCurve.Sample> samples, double step) {
        RankCurve.Sample before = samples.get(0);
        for (RankCurve.Sample sample : samples) {
            if (sample.step() >= step) {
                int span = sample.step() - before.step();
                return span == 0
                        ? sample.loss()
                        : before.loss() + (step - before.step()) / span * (sample.loss() - before.loss());
            }
            before = sample;
        }
        return before.loss();
    }
}
