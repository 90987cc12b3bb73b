package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rankscope.io.RequestException;

/**
 * The ranks and alphas that a configuration states: {@code r} and {@code lora_alpha}, and for some modules {@code
 * rank_pattern} and {@code alpha_pattern}, of which the first key counts that matches as {@code (.*\.)?(KEY)$} (PEFT 0.21,
 * {@code get_pattern_key}).
 */
final class StatedRanks {
    private final AdapterConfig config;
    private final Map<Pattern, Integer> ranks;
    private final Map<Pattern, Double> alphas;

    /** @throws RequestException naming the number or the key that is no such thing */
    StatedRanks(AdapterConfig config) {
        this.config = config;
        check(config);
        this.ranks = compileKeys(config.rankPattern(), "rank_pattern");
        this.alphas = compileKeys(config.alphaPattern(), "alpha_pattern");
    }

    /** Whether the method of {@code config} has ranks. */
    static boolean isFor(AdapterConfig config) {
        return config.method().knob() == AdapterConfig.Knob.RANK;
    }

    /** Those of the module called {@code name}, whether or not it is adapted. */
    AdaptedRank of(String name) {
        if (!isFor(config)) {
            return AdaptedRank.unscaled(config.capacity());
        }
        return new AdaptedRank(
                first(ranks, name).orElse(config.r()),
                first(alphas, name).orElse(config.loraAlpha()),
                config.useRslora());
    }

    private static void check(AdapterConfig config) {
        if (!isFor(config)) {
            return;
        }
        checkPositive("r", config.r());
        config.rankPattern().forEach((key, rank) -> checkPositive("rank_pattern '" + key + "'", rank));
        checkAlpha("lora_alpha", config.loraAlpha());
        config.alphaPattern().forEach((key, alpha) -> checkAlpha("alpha_pattern '" + key + "'", alpha));
    }

    private static void checkPositive(String field, int rank) {
        if (rank < 1) {
            throw new RequestException(field + " must be a rank of at least 1, found " + rank + ".");
        }
    }

    private static void checkAlpha(String field, double alpha) {
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new RequestException(field + " must be a number above 0, found " + alpha + ".");
        }
    }

    private static <V> Map<Pattern, V> compileKeys(Map<String, V> values, String field) {
        Map<Pattern, V> compiled = new LinkedHashMap<>();
        values.forEach((key, value) -> compiled.put(compileKey(key, field), value));
        return compiled;
    }

    /** What matches the names of the modules that {@code key} means. */
    static Pattern compileKey(String key, String field) {
        PeftPattern.compile(key, field);
        return PeftPattern.compile("(.*\\.)?(" + key + ")$", field);
    }

    private static <V> Optional<V> first(Map<Pattern, V> values, String name) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(name).lookingAt())
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
