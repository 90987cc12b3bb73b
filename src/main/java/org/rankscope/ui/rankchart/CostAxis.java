package org.rankscope.ui.rankchart;

import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.text.Quantities;

/** What the loss is drawn against. */
public enum CostAxis {
    RANK("Rank", "rank (log2)"),
    PARAMETERS("Parameters", "trainable parameters (log2)"),
    MEMORY("Memory", "peak memory of the training process"),
    TIME("Time", "time to train one trial");

    private static final double GIB = 1L << 30;
    private static final double MIB = 1L << 20;

    private final String title;
    private final String label;

    CostAxis(String title, String label) {
        this.title = title;
        this.label = label;
    }

    public String title() {
        return title;
    }

    /** The scale of positions: what one unit on the axis is, and its name. */
    record Scale(double unit, String name) {}

    /** The scale that suits costs up to {@code largest}. */
    Scale scale(double largest) {
        return switch (this) {
            case RANK, PARAMETERS -> new Scale(1, "");
            case MEMORY -> largest >= 2 * GIB ? new Scale(GIB, "GiB") : new Scale(MIB, "MiB");
            case TIME -> largest >= 600_000 ? new Scale(60_000, "minutes") : new Scale(1000, "seconds");
        };
    }

    /** What stands under the axis. */
    String label(Scale scale) {
        return scale.name().isEmpty() ? label : label + ", " + scale.name();
    }

    /** Whether positions are log2 of the cost and every point has its own tick. */
    boolean isLog() {
        return this == RANK || this == PARAMETERS;
    }

    /** What {@code summary} costs on this axis: ranks, parameters, bytes or milliseconds; NaN while unknown, or without a rank. */
    double cost(VariantSummary summary) {
        long value =
                switch (this) {
                    case RANK -> summary.variant().hasRank() ? summary.variant().capacity() : 0;
                    case PARAMETERS -> summary.parameters();
                    case MEMORY -> summary.peakMemoryBytes();
                    case TIME -> summary.elapsedMillis();
                };
        return value > 0 ? value : Double.NaN;
    }

    /** Where {@code cost} stands on the axis. */
    double position(double cost, Scale scale) {
        return isLog() ? Math.log(cost) / Math.log(2) : cost / scale.unit();
    }

    /** The tick's name of {@code cost} where every point has one. */
    String format(double cost) {
        return this == RANK ? String.valueOf(Math.round(cost)) : Quantities.count(Math.round(cost));
    }
}
