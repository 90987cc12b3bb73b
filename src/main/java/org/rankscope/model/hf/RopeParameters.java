package org.rankscope.model.hf;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Settings of the rotary position embedding. Transformers 5 keeps them in {@code rope_parameters}, transformers 4 in
 * {@code rope_theta} and {@code rope_scaling} (with {@code type} for {@code rope_type} in older files).
 *
 * @param factor how many times longer than trained for, at least 1; for LINEAR and LLAMA3
 * @param lowFreqFactor LLAMA3 only, as is all below
 * @param originalPositions the length that the model was first trained with
 */
public record RopeParameters(
        Type type, double theta, double factor, double lowFreqFactor, double highFreqFactor, int originalPositions) {
    static final double DEFAULT_THETA = 10_000;

    /** The kinds of scaling that are known. */
    public enum Type {
        DEFAULT,
        LINEAR,
        LLAMA3;

        String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static RopeParameters read(ConfigFields config) {
        double theta = config.positiveNumber("rope_theta", DEFAULT_THETA);
        if (config.has("rope_parameters")) {
            ConfigFields rope = config.object("rope_parameters");
            return read(rope, rope.positiveNumber("rope_theta", theta));
        } else if (config.has("rope_scaling")) {
            return read(config.object("rope_scaling"), theta);
        }
        return plain(theta);
    }

    static RopeParameters plain(double theta) {
        return new RopeParameters(Type.DEFAULT, theta, 1, 0, 0, 0);
    }

    private static RopeParameters read(ConfigFields rope, double theta) {
        String field = rope.has("rope_type") ? "rope_type" : "type";
        String name = rope.text(field, Type.DEFAULT.json());
        Type type = Arrays.stream(Type.values())
                .filter(known -> known.json().equals(name))
                .findFirst()
                .orElseThrow(() -> rope.wrong(
                        field,
                        "one of " + Arrays.stream(Type.values()).map(Type::json).collect(Collectors.joining(", "))));
        if (rope.positiveNumber("partial_rotary_factor", 1) != 1) {
            throw rope.wrong("partial_rotary_factor", "1");
        }
        return switch (type) {
            case DEFAULT -> plain(theta);
            case LINEAR -> new RopeParameters(type, theta, factor(rope), 0, 0, 0);
            case LLAMA3 -> {
                double low = rope.positiveNumber("low_freq_factor");
                double high = rope.positiveNumber("high_freq_factor");
                if (high <= low) {
                    throw rope.wrong("high_freq_factor", "more than low_freq_factor, which is " + low);
                }
                yield new RopeParameters(
                        type, theta, factor(rope), low, high, rope.positiveInt("original_max_position_embeddings"));
            }
        };
    }

    private static double factor(ConfigFields rope) {
        double factor = rope.positiveNumber("factor");
        if (factor < 1) {
            throw rope.wrong("factor", "at least 1");
        }
        return factor;
    }
}
