package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How surely two ranks differ, and what it would take to tell them apart.
 *
 * @param rank the smaller rank
 * @param other the larger rank
 * @param difference how much worse the smaller is, in units of the metric; negative where it is better
 * @param pValue two-sided, adjusted for all the pairs compared; null where nothing is known of the noise
 * @param moreSeeds how many more seeds a rank would separate them; null where they are separated or seeds' noise is
 *     unknown
 * @param moreItems how many more evaluation items would, likewise
 * @param words one plain sentence
 */
public record Separation(
        int rank,
        int other,
        double difference,
        @JsonProperty("p_value") Double pValue,
        @JsonProperty("more_seeds") Long moreSeeds,
        @JsonProperty("more_items") Long moreItems,
        String words) {}
