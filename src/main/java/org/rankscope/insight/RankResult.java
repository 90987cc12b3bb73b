package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/**
 * What a study knows of one rank, at its own best setting: a point of the chart, with what it costs.
 *
 * @param method adapter method; empty where the table states none
 * @param rank or what else the method's capacity is; 0, which JSON leaves out, where it has none
 * @param value mean of the metric over the runs
 * @param standardError of {@code value}; NaN where unknown, which JSON writes as null
 * @param runs how many runs the mean is of
 * @param learningRate the best one tried at this rank; NaN where unknown
 * @param setting what else was chosen for this rank (alpha, dropout, targets) in words; empty where all ranks share it
 * @param cost mean over the runs; the largest for memory
 */
public record RankResult(
        String method,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int rank,
        double value,

        @JsonProperty("standard_error")
        @JsonSerialize(using = UnknownNumber.Writer.class)
        @JsonDeserialize(using = UnknownNumber.Reader.class)
        double standardError,

        int runs,

        @JsonProperty("learning_rate")
        @JsonSerialize(using = UnknownNumber.Writer.class)
        @JsonDeserialize(using = UnknownNumber.Reader.class)
        double learningRate,

        String setting,
        Cost cost) {}
