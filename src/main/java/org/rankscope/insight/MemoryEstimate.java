package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.rankscope.peft.AdaptedModule;
import org.rankscope.peft.TargetModules;

/**
 * Peak memory of training, in bytes by component, before a run: everything in float32, a Llama-like decoder, AdamW.
 *
 * <p>It hardly follows the rank: of the activations only [tokens, rank] for each adapted layer does, and the adapter
 * with its gradients and moments is small beside the rest.
 *
 * @param baseWeights the base model
 * @param adapter the trained numbers
 * @param gradients one for each trained number
 * @param optimizer AdamW's two moments
 * @param activations forward values that the backward pass reads, see {@link #blockNumbers} and {@link #headNumbers}, and
 *     what is allocated beside them
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
    private static final long MOMENTS = 2;
    /** A training process that holds no model yet: Java, ONNX Runtime, tokenizer, data. */
    private static final long RUNTIME_BYTES = 185L << 20;
    /**
     * What the allocator holds for each byte of kept activations: gradients on their way down and the steps in which it
     * grows. From peaks measured over batches of 512 to 8192 tokens, which gave 1.6 to 1.8.
     */
    private static final double ALLOCATED_PER_KEPT = 1.7;
    /** Logits, their probabilities and their gradient. */
    private static final long LOGIT_COPIES = 3;
    /** Scores and probabilities. */
    private static final long ATTENTION_COPIES = 2;

    /** All components together. */
    @JsonProperty
    public long total() {
        return baseWeights + adapter + gradients + optimizer + activations + runtime;
    }

    /**
     * The estimate for LoRA on {@code adapted}.
     *
     * @param trainable all trained numbers, biases included
     */
    public static MemoryEstimate of(
            ModelDimensions model, List<AdaptedModule> adapted, long trainable, int batchSize, int sequenceLength) {
        long tokens = (long) batchSize * sequenceLength;
        long kept = model.layers() - firstBlock(model, adapted);
        long numbers = kept * blockNumbers(model, batchSize, sequenceLength)
                + adapted.stream().mapToLong(target -> tokens * target.rank()).sum()
                + headNumbers(model, tokens);
        return new MemoryEstimate(
                FLOAT_BYTES * model.parameters(),
                FLOAT_BYTES * trainable,
                FLOAT_BYTES * trainable,
                MOMENTS * FLOAT_BYTES * trainable,
                allocated(numbers),
                RUNTIME_BYTES);
    }

    /** Bytes that are allocated where {@code numbers} activations are kept. */
    static long allocated(long numbers) {
        return Math.round(ALLOCATED_PER_KEPT * FLOAT_BYTES * numbers);
    }

    /** Numbers that one block keeps for its backward pass. */
    static long blockNumbers(ModelDimensions model, int batchSize, int sequenceLength) {
        long tokens = (long) batchSize * sequenceLength;
        long query = (long) model.heads() * model.headDim();
        long keyValue = (long) model.kvHeads() * model.headDim();
        long residuals = 2L * model.hidden(); // the block's input, and what its attention made of it
        long normalised = 2L * model.hidden(); // inputs of the attention's and of the MLP's projections
        long projected = 2 * query + 3 * keyValue; // query and key before and after rotation, value
        long repeated = model.kvHeads() < model.heads() ? 2 * query : 0; // keys and values, once for each query head
        long context = query; // input of the output projection
        long mlp = 4L * model.intermediate(); // gate, its sigmoid, up, and their product
        long attention = ATTENTION_COPIES * batchSize * model.heads() * sequenceLength * sequenceLength;
        return tokens * (residuals + normalised + projected + repeated + context + mlp) + attention;
    }

    /** Numbers that the final norm, the output head and the loss keep. */
    static long headNumbers(ModelDimensions model, long tokens) {
        return tokens * (2L * model.hidden() + LOGIT_COPIES * model.vocab());
    }

    /**
     * The first block with an adapter: nothing below it is kept. All are kept where nothing is adapted (BitFit, full).
     */
    private static int firstBlock(ModelDimensions model, List<AdaptedModule> adapted) {
        return adapted.stream()
                .mapToInt(target -> TargetModules.block(target.module().name()).orElse(model.layers()))
                .min()
                .orElse(0);
    }
}
