package org.rankscope.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Locale;
import org.rankscope.insight.MemoryEstimate;
import org.rankscope.model.Precision;
import org.rankscope.train.DeviceBenchmark;

/** What {@code bench} says of a GPU: what was measured, with the estimate of memory beside it. */
record DeviceBenchTable(
        String device,
        Precision precision,
        @JsonUnwrapped DeviceBenchmark.Result result,
        @JsonProperty("memory_estimate") MemoryEstimate estimate) {
    /** For a terminal. */
    @Override
    public String toString() {
        DeviceBenchmark.Result r = result;
        return String.format(
                Locale.ROOT,
                """
                device           %s, %s
                step             %.2f ms (median of calls of %d steps; fastest %.2f ms)
                tokens           %.0f a second
                over the bus     %s to the device and %s back for each step (computed)
                matrix products  %.2f ms by themselves (%.2f GFLOP); the rest takes %.1f %% of a step
                large product    %.1f TFLOP/s in %s
                floor            %.2f ms: the step's products at this rate
                ratio            %.2f
                peak memory      %s of the device
                estimate         %s: base weights %s, adapter %s, gradients %s, optimizer %s, activations %s, process %s
                parameters       %s""",
                device,
                precision.json(),
                r.millisPerStep(),
                r.stepsPerCall(),
                r.fastestMillisPerStep(),
                r.tokensPerSecond(),
                Units.bytes(r.bytesToDevice()),
                Units.bytes(r.bytesFromDevice()),
                r.productMillis(),
                r.productGigaflop(),
                100 * r.outsideProducts(),
                r.largeGigaflops() / 1000,
                r.type().name().toLowerCase(Locale.ROOT),
                r.floorMillis(),
                r.ratio(),
                r.peakMemoryBytes() == 0 ? "not known" : Units.bytes(r.peakMemoryBytes()),
                Units.bytes(estimate.total()),
                Units.bytes(estimate.baseWeights()),
                Units.bytes(estimate.adapter()),
                Units.bytes(estimate.gradients()),
                Units.bytes(estimate.optimizer()),
                Units.bytes(estimate.activations()),
                Units.bytes(estimate.runtime()),
                Units.count(r.trainableParameters()));
    }
}
