package org.rankscope.peft;

import org.rankscope.io.RequestException;

/**
 * Names of an adapter's tensors in PEFT's file and inside this program.
 *
 * <p>Inside: {@code <module>.lora_A.weight} [rank, in], {@code <module>.lora_B.weight} [out, rank],
 * {@code <module>.bias} [out], and {@code <module>.weight} of a layer that is trained whole. In the file: the same behind {@value #PREFIX}; the bias of an adapted layer is
 * {@code <module>.base_layer.bias}.
 */
public final class AdapterNames {
    public static final String PREFIX = "base_model.model.";
    private static final String LORA_A = ".lora_A.weight";
    private static final String LORA_B = ".lora_B.weight";
    private static final String BASE_BIAS = ".base_layer.bias";
    private static final String BIAS = ".bias";
    private static final String WEIGHT = ".weight";

    private AdapterNames() {}

    public static String loraA(String module) {
        return module + LORA_A;
    }

    public static String loraB(String module) {
        return module + LORA_B;
    }

    public static String bias(String module) {
        return module + BIAS;
    }

    /** The file's name for a tensor. {@code adapted}: whether its layer has an update, which moves its bias. */
    public static String toFile(String name, boolean adapted) {
        return PREFIX + (adapted && name.endsWith(BIAS) ? module(name) + BASE_BIAS : name);
    }

    /** This program's name for a tensor of {@code source}, a file. */
    public static String fromFile(String name, String source) {
        boolean known = name.startsWith(PREFIX) && (name.endsWith(WEIGHT) || name.endsWith(BIAS));
        if (!known) {
            throw new RequestException(source + ": tensor '" + name
                    + "' is not part of a LoRA adapter of linear layers; expected "
                    + PREFIX + "<module> with lora_A.weight, lora_B.weight, a weight or a bias.");
        }
        String inner = name.substring(PREFIX.length());
        return inner.endsWith(BASE_BIAS) ? inner.substring(0, inner.length() - BASE_BIAS.length()) + BIAS : inner;
    }

    /** The module that a tensor (by this program's name) belongs to. */
    public static String module(String name) {
        for (String ending : new String[] {LORA_A, LORA_B, BIAS, WEIGHT}) {
            if (name.endsWith(ending)) {
                return name.substring(0, name.length() - ending.length());
            }
        }
        throw new IllegalArgumentException("Not the name of an adapter's tensor: " + name);
    }
}
