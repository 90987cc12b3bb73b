package org.rankscope.insight.advice;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Set;

/** What the adapter is to learn. It can't be read off a model; names of data fields hint at it. */
public enum Purpose {
    GENERAL("general", "anything else", List.of()),
    SENTIMENT("sentiment", "sentiment", List.of(Set.of("sentiment"), Set.of("review", "label"), Set.of("stars"))),
    INFERENCE("inference", "inference between sentences", List.of(Set.of("premise", "hypothesis"))),
    INSTRUCTION(
            "instruction",
            "instructions, tone, style",
            List.of(Set.of("instruction"), Set.of("messages"), Set.of("prompt", "completion"))),
    REASONING(
            "reasoning",
            "reasoning",
            List.of(Set.of("reasoning"), Set.of("rationale"), Set.of("solution"), Set.of("chain_of_thought"))),
    CODE("code", "code", List.of(Set.of("code"), Set.of("repo", "path"), Set.of("test_list"))),
    DENSE_PREDICTION("dense-prediction", "segmentation, depth", List.of(Set.of("mask"), Set.of("segmentation")));

    private final String json;
    private final String title;
    private final List<Set<String>> fields;

    Purpose(String json, String title, List<Set<String>> fields) {
        this.json = json;
        this.title = title;
        this.fields = fields;
    }

    @JsonValue
    public String json() {
        return json;
    }

    /** For a person. */
    public String title() {
        return title;
    }

    /**
     * What is likely meant, from the names of the data's fields: the first purpose all of whose telling names are there,
     * the narrower ones first; else what models of {@code family} are adapted for most.
     */
    public static Purpose guess(ModelFamily family, Set<String> fields) {
        for (Purpose purpose : List.of(CODE, REASONING, INFERENCE, SENTIMENT, DENSE_PREDICTION, INSTRUCTION)) {
            if (purpose.fields.stream().anyMatch(fields::containsAll)) {
                return purpose;
            }
        }
        return family == ModelFamily.DECODER ? INSTRUCTION : GENERAL;
    }
}
