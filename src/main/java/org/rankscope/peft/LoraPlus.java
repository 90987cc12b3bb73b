package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rankscope.graph.Shape;
import org.rankscope.io.RequestException;

/**
 * LoRA+: B learns faster than A (Hayou et al. 2024, arXiv 2402.12354, algorithm 1: the rate of B is λ times that of A, with λ well
 * above 1). What counts as B, and what becomes of the rest, is as in PEFT's {@code create_loraplus_optimizer}: all vectors
 * go with B, biases decay with nothing, and the factors of embeddings have a rate of their own.
 */
public final class LoraPlus {
    /** PEFT's {@code loraplus_lr_embedding}. */
    static final double EMBEDDING_RATE = 1e-6;

    private LoraPlus() {}

    /**
     * How a tensor is trained.
     *
     * @param rate its learning rate, in those of the run
     * @param decays whether weight decay takes from it
     */
    public record Learning(double rate, boolean decays) {
        public static final Learning USUAL = new Learning(1, true);
    }

    /** Whether {@code method} trains factors B. */
    public static boolean isFor(AdapterConfig.Method method) {
        return method.knob() == AdapterConfig.Knob.RANK;
    }

    /**
     * How each of the tensors in {@code shapes} is trained.
     *
     * @param ratio λ: PEFT's {@code loraplus_lr_ratio}
     * @param learningRate of the run
     * @throws RequestException if there is no factor B among them
     */
    public static Map<String, Learning> learning(Map<String, Shape> shapes, double ratio, double learningRate) {
        if (shapes.keySet().stream().noneMatch(name -> isB(name) || ofEmbedding(name))) {
            throw new RequestException("optimizer.loraplus_lr_ratio is for methods that train a factor B (lora, rslora,"
                    + " dora, dylora, qlora, adalora); leave it out, or choose one of these.");
        }
        Map<String, Learning> found = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            if (ofEmbedding(name)) {
                found.put(name, new Learning(EMBEDDING_RATE / learningRate, true));
            } else if (isB(name) || shape.rank() == 1) {
                // Of a norm with a bias, torch's LayerNorm, the weight does not decay either.
                boolean ofNorm = name.endsWith(".weight") && shapes.containsKey(AdapterNames.module(name) + ".bias");
                found.put(name, new Learning(ratio, isB(name) || !name.endsWith(".bias") && !ofNorm));
            } else {
                found.put(name, Learning.USUAL);
            }
        });
        return found;
    }

    private static boolean ofEmbedding(String name) {
        return name.contains(".lora_embedding_");
    }

    private static boolean isB(String name) {
        return name.contains(".lora_B");
    }
}
