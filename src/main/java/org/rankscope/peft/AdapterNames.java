package org.rankscope.peft;

import java.util.function.Predicate;

/**
 * Names of an adapter's tensors in PEFT's file and inside this program.
 *
 * <p>Inside: the module's name and what the tensor is: {@code <module>.lora_A.weight} [rank, in],
 * {@code <module>.lora_B.weight} [out, rank], of an embedding {@code <module>.lora_embedding_A} [rank, vocabulary] and
 * {@code <module>.lora_embedding_B} [hidden, rank], {@code <module>.bias} [out], and {@code <module>.weight} of a layer that is
 * trained whole. In the file: the same behind {@value #PREFIX}; the bias of an adapted layer is
 * {@code <module>.base_layer.bias}, unless {@link PeftFormat#wrapsLayers} says otherwise.
 */
public final class AdapterNames {
    public static final String PREFIX = "base_model.model.";

    /** In files of virtual tokens, which PEFT keeps beside the model and not in it. */
    static final String OUTER_PREFIX = "base_model.";

    private static final String LORA_A = "lora_A.weight";
    private static final String LORA_B = "lora_B.weight";
    private static final String EMBEDDING_A = "lora_embedding_A";
    private static final String EMBEDDING_B = "lora_embedding_B";
    private static final String BASE_LAYER = ".base_layer";
    private static final String BIAS = ".bias";
    private static final String WEIGHT = ".weight";

    private AdapterNames() {}

    public static String loraA(String module) {
        return module + "." + LORA_A;
    }

    public static String loraB(String module) {
        return module + "." + LORA_B;
    }

    /** What the first factor is called behind the name of its layer. */
    static String loraA(AdaptedModule target) {
        return target.module().embedding() ? EMBEDDING_A : LORA_A;
    }

    /** What the second factor is called, likewise. */
    static String loraB(AdaptedModule target) {
        return target.module().embedding() ? EMBEDDING_B : LORA_B;
    }

    /** The module that the parameter called {@code name} is of. */
    static String module(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    /** The file's name for a tensor. {@code adapted}: whether a layer has an adapter, which moves its bias. */
    static String toFile(String name, Predicate<String> adapted) {
        return toFile(PREFIX, name, adapted);
    }

    static String toFile(String prefix, String name, Predicate<String> adapted) {
        for (String end : new String[] {BIAS, WEIGHT}) {
            if (name.endsWith(end)) {
                String module = name.substring(0, name.length() - end.length());
                return prefix + (adapted.test(module) ? module + BASE_LAYER + end : name);
            }
        }
        return prefix + name;
    }

    /** This program's name for a tensor of a file, which may lack {@value #PREFIX} where PEFT itself has not written it. */
    static String fromFile(String name) {
        return fromFile(PREFIX, name);
    }

    static String fromFile(String prefix, String name) {
        String inner = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        return inner.replace(BASE_LAYER + ".", ".");
    }

    /** The same tensor under the name that PEFT gives it, where a file has {@code lora_A} for {@code lora_A.weight}. */
    static String withWeight(String name) {
        return name + WEIGHT;
    }

    /**
     * Whether a file's tensor stands there a second time: beside {@code bias: all} PEFT 0.21 stores biases of modules that are
     * trained whole under names of its wrapper as well, and those that they had in the base model.
     */
    static boolean isCopy(String name) {
        return name.contains(".modules_to_save.") || name.contains(".original_module.");
    }

    /** Whether a file's tensor is the weight of a layer that is adapted, which no adapter changes. */
    static boolean isFrozenWeight(String name) {
        return name.endsWith(BASE_LAYER + WEIGHT);
    }
}
