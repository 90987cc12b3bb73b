package org.rankscope.ui.rankchart;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict.RankValue;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.QuickScan;
import org.rankscope.ui.rankchart.RankChartModel.Dashed;
import org.rankscope.ui.rankchart.RankChartModel.DashedPoint;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.text.MethodWords;
import org.rankscope.ui.text.Quantities;

/** The dashed curves: what one run says of all smaller ranks. */
final class SingleRuns {
    private final StudyBoard board;
    private final Plane plane;
    private final SideBySide beside;

    SingleRuns(StudyBoard board, Plane plane, SideBySide beside) {
        this.board = board;
        this.plane = plane;
        this.beside = beside;
    }

    List<Dashed> dashed() {
        return board.previews().stream().map(this::dashed).toList();
    }

    private Dashed dashed(Preview preview) {
        Variant trained = new Variant(method(preview), preview.rank());
        return switch (preview.how()) {
            case SVD ->
                new Dashed(
                        "cut from " + board.nameOf(trained) + " by SVD: reachable, not trained",
                        OptionalInt.empty(),
                        points(
                                preview,
                                trained,
                                board.nameOf(trained)
                                        + " cut to r = %d by SVD: %s\nreachable at that rank, not what training"
                                        + " there gives"));
            case DYLORA ->
                new Dashed(
                        MethodWords.inLegend(trained.method()) + ": " + QuickScan.MEANING,
                        board.comparesMethods()
                                ? board.variant(trained).stream()
                                        .mapToInt(VariantSummary::colour)
                                        .findFirst()
                                : OptionalInt.empty(),
                        points(
                                preview,
                                trained,
                                MethodWords.inLegend(trained.method()) + " at r = %d: %s\n" + QuickScan.MEANING
                                        + ", not what training there gives"));
        };
    }

    private Method method(Preview preview) {
        return board.cells().stream()
                .filter(cell -> cell.trial().id().equals(preview.trial()))
                .map(cell -> cell.trial().method())
                .findFirst()
                .orElse(Method.LORA);
    }

    /** On an axis of costs only those ranks have a place whose cost was measured. */
    private List<DashedPoint> points(Preview preview, Variant trained, String tip) {
        return preview.points().stream()
                .map(point -> new DashedPoint(
                        point.rank(),
                        position(trained.method(), point),
                        point.value(),
                        point.rank() < preview.rank()
                                ? String.format(tip, point.rank(), Quantities.loss(point.value()))
                                : ""))
                .filter(point -> Double.isFinite(point.position()))
                .sorted(Comparator.comparingDouble(DashedPoint::position))
                .toList();
    }

    /** An adapter that was cut has as many parameters as a LoRA of its rank. */
    private double position(Method method, RankValue point) {
        if (plane.axis() == CostAxis.RANK) {
            return plane.position(point.rank()) + beside.of(method);
        }
        Stream<Method> measured =
                plane.axis() == CostAxis.PARAMETERS ? Stream.of(method, Method.LORA) : Stream.of(method);
        return measured.flatMap(one -> board.variant(new Variant(one, point.rank())).stream())
                .mapToDouble(plane::position)
                .findFirst()
                .orElse(Double.NaN);
    }
}
