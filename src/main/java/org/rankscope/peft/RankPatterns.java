package org.rankscope.peft;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks by module as PEFT's {@code adapter_config.json} says them, with alphas that leave every module's scaling as it was.
 *
 * @param rank {@code r}, which modules without a pattern have
 * @param alpha {@code lora_alpha}, likewise
 * @param rankPattern other ranks, by full names
 * @param alphaPattern other alphas, by full names
 */
public record RankPatterns(
        @JsonProperty("r") int rank,
        @JsonProperty("lora_alpha") double alpha,
        @JsonProperty("rank_pattern") Map<String, Integer> rankPattern,
        @JsonProperty("alpha_pattern") Map<String, Double> alphaPattern) {

    /**
     * For {@code updates} at other ranks.
     *
     * @param rank what stands as {@code r}
     * @param ranks one for each module
     * @param stabilised whether the adapter's scaling is alpha / √rank
     */
    public static RankPatterns of(
            List<LowRankUpdate> updates, int rank, Map<String, Integer> ranks, boolean stabilised) {
        double alpha = AdaptedRank.alphaFor(updates.get(0).scaling(), rank, stabilised);
        Map<String, Integer> rankPattern = new LinkedHashMap<>();
        Map<String, Double> alphaPattern = new LinkedHashMap<>();
        for (LowRankUpdate update : updates) {
            int its = ranks.get(update.module());
            double itsAlpha = AdaptedRank.alphaFor(update.scaling(), its, stabilised);
            if (its != rank) {
                rankPattern.put(update.module(), its);
            }
            if (Math.abs(itsAlpha - alpha) > 1e-12 * alpha) {
                alphaPattern.put(update.module(), itsAlpha);
            }
        }
        return new RankPatterns(rank, alpha, rankPattern, alphaPattern);
    }
}
