package org.rankscope.insight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rankscope.peft.LowRankUpdate;
import org.rankscope.peft.ProductSvd;

/**
 * The singular values of each update of an adapter, and how many of them count. Two measures:
 *
 * <ul>
 *   <li>the effective rank, exp(−Σ pᵢ·ln pᵢ) with pᵢ = σᵢ / Σσ (Roy and Vetterli 2007, "The effective rank: a measure of
 *       effective dimensionality", definition 1): r where r singular values are equal, 1 where one is alone;
 *   <li>the fewest singular values that hold {@value #ENERGY_SHARE} of the energy Σσ² = ‖ΔW‖²_F: what a cut by SVD must keep
 *       (Eckart and Young 1936).
 * </ul>
 */
public final class SingularSpectrum {
    /** Share of the energy that {@link AdapterSpectrum.Module#rank90} speaks of. */
    static final double ENERGY_SHARE = 0.9;

    private SingularSpectrum() {}

    /** Of {@code updates}, in their order. */
    public static AdapterSpectrum of(List<LowRankUpdate> updates) {
        ModuleNames names =
                new ModuleNames(updates.stream().map(LowRankUpdate::module).toList());
        return new AdapterSpectrum(
                updates.stream().map(update -> module(update, names)).toList());
    }

    private static AdapterSpectrum.Module module(LowRankUpdate update, ModuleNames names) {
        // An update whose rank is more than a side of the weight has no more singular values than that side.
        double[] values = Arrays.copyOf(ProductSvd.of(update).singularValues(), update.rank());
        List<Double> list = new ArrayList<>();
        for (double value : values) {
            list.add(value);
        }
        return new AdapterSpectrum.Module(
                update.module(),
                names.layer(update.module()),
                names.kind(update.module()),
                update.rank(),
                list,
                effectiveRank(values),
                rankOfEnergy(values, ENERGY_SHARE));
    }

    /** exp of the entropy of {@code values} as shares of their sum; 0 where all are 0. */
    static double effectiveRank(double[] values) {
        double sum = Arrays.stream(values).sum();
        double entropy = 0;
        for (double value : values) {
            double share = value / sum;
            entropy -= share > 0 ? share * Math.log(share) : 0;
        }
        return sum > 0 ? Math.exp(entropy) : 0;
    }

    /** How many of {@code values}, descending, hold {@code share} of the sum of their squares; 0 where all are 0. */
    static int rankOfEnergy(double[] values, double share) {
        double total = Arrays.stream(values).map(value -> value * value).sum();
        double kept = 0;
        int count = 0;
        while (kept < share * total && count < values.length) {
            kept += values[count] * values[count];
            count++;
        }
        return count;
    }
}
