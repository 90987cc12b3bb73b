package org.rankscope.model.hf;

import java.util.List;

/**
 * Settings of the rotary position embedding. Transformers 5 keeps them in {@code rope_parameters}, transformers 4 in
 * {@code rope_theta} and {@code rope_scaling} (with {@code type} for {@code rope_type} in older files).
 *
 * @param theta the base of the frequencies
 * @param turned how many features of a head are turned: the first ones, and where it is odd, one more
 */
record RopeParameters(double theta, int turned, RopeScaling scaling) {
    static final double DEFAULT_THETA = 10_000;

    private static final List<String> TYPES = List.of("default", "linear", "dynamic", "llama3", "yarn", "longrope");
    private static final String ORIGINAL_LENGTH = "original_max_position_embeddings";

    /**
     * What an architecture calls its fields, and takes where they are left out.
     *
     * @param originalLength the length that the model was first trained with; 0: its present one
     * @param oldLongRope whether the types {@code su} and {@code yarn} mean {@code longrope}
     */
    record Defaults(
            String thetaField, double theta, String shareField, double share, int originalLength, boolean oldLongRope) {
        static final Defaults USUAL = new Defaults("rope_theta", DEFAULT_THETA, "partial_rotary_factor", 1, 0, false);
    }

    /** Pairs that {@code turned} features make; a share of a small head may be odd, and the library then rounds up. */
    static int pairs(int turned) {
        return (turned + 1) / 2;
    }

    static RopeParameters plain(double theta, int turned) {
        return new RopeParameters(theta, turned, new RopeScaling.None());
    }

    /** @param maxPositions the longest text that the model takes */
    static RopeParameters read(ConfigFields config, int headDim, int maxPositions, Defaults defaults) {
        ConfigFields rope = config.has("rope_parameters")
                ? config.object("rope_parameters")
                : config.has("rope_scaling") ? config.object("rope_scaling") : config;
        double theta =
                rope.positiveNumber("rope_theta", config.positiveNumber(defaults.thetaField(), defaults.theta()));
        double share = rope.positiveNumber(
                "partial_rotary_factor", config.positiveNumber(defaults.shareField(), defaults.share()));
        int turned = (int) (headDim * share);
        if (share > 1) {
            throw config.wrong(defaults.shareField(), share, "at most 1");
        } else if (turned < 1 || 2 * pairs(turned) > headDim) {
            throw config.wrong(
                    "head_dim",
                    headDim,
                    "an even size of which 1 or more, not " + turned + ", is turned: rotary embeddings turn pairs");
        }
        return new RopeParameters(
                theta,
                turned,
                rope == config ? new RopeScaling.None() : scaling(config, rope, turned, maxPositions, defaults));
    }

    private static RopeScaling scaling(
            ConfigFields config, ConfigFields rope, int turned, int maxPositions, Defaults defaults) {
        String field = rope.has("rope_type") ? "rope_type" : "type";
        String name = rope.text(field, "default");
        String type = defaults.oldLongRope() && List.of("su", "yarn").contains(name) ? "longrope" : name;
        // Beside the settings, where Phi-3 has it, it counts more than within them.
        int original = config.positiveInt(
                ORIGINAL_LENGTH,
                defaults.originalLength() > 0
                        ? defaults.originalLength()
                        : rope.positiveInt(ORIGINAL_LENGTH, maxPositions));
        return switch (type) {
            // Dynamic scaling changes nothing up to the length that the model takes here.
            case "default", "dynamic" -> new RopeScaling.None();
            case "linear" -> new RopeScaling.Linear(factor(rope));
            case "llama3" -> {
                double low = rope.positiveNumber("low_freq_factor");
                double high = rope.positiveNumber("high_freq_factor");
                if (high <= low) {
                    throw rope.wrong("high_freq_factor", "more than low_freq_factor, which is " + low);
                }
                yield new RopeScaling.Llama3(factor(rope), low, high, original);
            }
            case "yarn" -> Yarn.read(rope, maxPositions, original);
            case "longrope" -> LongRope.read(rope, turned, maxPositions, original);
            default -> throw rope.wrong(field, "one of " + String.join(", ", TYPES));
        };
    }

    /** How many times longer than trained for. */
    static double factor(ConfigFields rope, double otherwise) {
        return rope.has("factor") ? factor(rope) : Math.max(1, otherwise);
    }

    private static double factor(ConfigFields rope) {
        double factor = rope.positiveNumber("factor");
        if (factor < 1) {
            throw rope.wrong("factor", "at least 1");
        }
        return factor;
    }
}
