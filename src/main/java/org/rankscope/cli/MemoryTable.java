package org.rankscope.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rankscope.insight.MemoryEstimate;
import org.rankscope.model.BaseModel;
import org.rankscope.peft.FrozenBase;
import org.rankscope.study.SpecResources;
import org.rankscope.train.StepSetting;
import org.rankscope.train.TrialSpec;

/** Memory as it was estimated and as it was measured, configuration by configuration. */
final class MemoryTable {
    private final List<Row> rows = new ArrayList<>();

    /**
     * One configuration.
     *
     * @param peakBytes resident-set high-water mark of a process that trained it
     * @param error (estimate - measured) / measured
     */
    record Row(
            String model,
            int rank,
            @JsonProperty("batch_size") int batchSize,
            @JsonProperty("sequence_length") int sequenceLength,
            @JsonProperty("gradient_checkpointing") boolean gradientCheckpointing,
            MemoryEstimate estimate,
            @JsonProperty("peak_memory_bytes") long peakBytes,
            double error) {}

    /** Estimates and measures {@code spec}. */
    void add(String name, TrialSpec spec) throws IOException {
        MemoryEstimate estimate;
        try (BaseModel model = FrozenBase.of(
                RandomModel.open(SpecResources.ofThisProgram(), spec.model(), spec.task()),
                spec.adapter(),
                spec.precision())) {
            estimate = MemoryEstimate.of(model, spec.adapter(), StepSetting.of(spec));
        }
        long peak = MemoryWorker.measure(spec);
        rows.add(new Row(
                name,
                spec.adapter().r(),
                spec.batchSize(),
                spec.sequenceLength(),
                spec.gradientCheckpointing(),
                estimate,
                peak,
                (estimate.total() - peak) / (double) peak));
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    /** The table for a terminal. */
    @Override
    public String toString() {
        TextTable table = new TextTable(
                "model",
                "rank",
                "batch",
                "checkpointing",
                "weights",
                "adapter, optimizer",
                "activations",
                "process",
                "estimate",
                "measured",
                "error");
        for (Row row : rows) {
            MemoryEstimate estimate = row.estimate();
            table.add(
                    row.model(),
                    String.valueOf(row.rank()),
                    row.batchSize() + " x " + row.sequenceLength(),
                    row.gradientCheckpointing() ? "yes" : "no",
                    Units.bytes(estimate.baseWeights()),
                    Units.bytes(estimate.adapter() + estimate.gradients() + estimate.optimizer()),
                    Units.bytes(estimate.activations()),
                    Units.bytes(estimate.runtime()),
                    Units.bytes(estimate.total()),
                    Units.bytes(row.peakBytes()),
                    String.format(Locale.ROOT, "%+.1f %%", 100 * row.error()));
        }
        return table.toString();
    }
}
