package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.rankscope.model.ModelGraph;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.FrozenBase;
import org.rankscope.train.StepMemory;
import org.rankscope.train.StepSetting;

/**
 * Peak memory of training with AdamW, in bytes by component, before a run: of the process on the processor, of its share of a GPU's
 * memory on that. It hardly follows the rank:
 * of the activations only [tokens, rank] for each adapted layer does, and the adapter with its gradients and moments is
 * small beside the rest.
 *
 * @param baseWeights the base model, held once, at its precision
 * @param adapter the trained numbers
 * @param gradients one for each trained number
 * @param optimizer AdamW's two moments, and what a method itself keeps from step to step
 * @param activations what a step allocates beside those, from its own graph ({@link StepMemory})
 * @param runtime the process itself
 */
public record MemoryEstimate(
        @JsonProperty("base_weights") long baseWeights,
        long adapter,
        long gradients,
        long optimizer,
        long activations,
        long runtime) {
    private static final long FLOAT_BYTES = 4;
    /**
     * A training process that holds no graph: Java, ONNX Runtime, tokenizer and texts. Measured: 98 MiB where steps are all that
     * it does, 114 where it evaluates and stores checkpoints, too.
     */
    private static final long PROCESS_BYTES = 106L << 20;

    /** What a node of the graph takes in the runtime and in Java. Measured over graphs of 900 to 3400 nodes. */
    private static final long NODE_BYTES = 15 << 10;
    /** What a process takes of a GPU before any tensor: CUDA's context, kernels, cuBLAS. Not measured; see docs/cuda.md. */
    private static final long CONTEXT_BYTES = 600L << 20;

    /** Resident memory for each byte that tensors lie on: threads' own buffers, gaps of another order. Measured: 1.02 to 1.1. */
    private static final double RESIDENT_PER_TENSOR_BYTE = 1.06;

    /** All components together. */
    @JsonProperty
    public long total() {
        return baseWeights + adapter + gradients + optimizer + activations + runtime;
    }

    /** Likewise, without a teacher. */
    public static MemoryEstimate of(ModelGraph model, AdapterConfig adapter, StepSetting setting) {
        return of(model, adapter, Optional.empty(), setting);
    }

    /**
     * The estimate for training {@code adapter} on {@code model}, whose weights are not asked for.
     *
     * @param teacher the adapter of a teacher on the same model, where the data have one
     */
    public static MemoryEstimate of(
            ModelGraph model, AdapterConfig adapter, Optional<AdapterConfig> teacher, StepSetting setting) {
        ModelGraph held = FrozenBase.graph(model, adapter, model.precision());
        StepMemory step = StepMemory.of(held, adapter, teacher, setting);
        long vector = FLOAT_BYTES * step.trained();
        long states = 2 * vector + step.stateBytes();
        boolean cuda = setting.device().isCuda();
        double taken = cuda ? step.tensorBytes() : RESIDENT_PER_TENSOR_BYTE * step.tensorBytes();
        return new MemoryEstimate(
                cuda ? step.weights() : held.weightBytes(),
                vector,
                vector,
                step.stateBytes(),
                Math.max(0, Math.round(taken) + step.placedBytes() - states),
                cuda ? CONTEXT_BYTES : PROCESS_BYTES + NODE_BYTES * step.nodes());
    }
}
