package org.rankscope.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** How the frozen weights of a base model are held in memory while something is trained on it. */
public enum Precision {
    /** As float32, mapped where the file stores them so. */
    FP32("fp32"),
    /** Linear layers as NF4 with double quantisation: Dettmers et al. 2023, arXiv 2305.14314, section 3. */
    NF4("nf4"),
    /** Linear layers as 4-bit integers, each block with a scale. */
    INT4("int4");

    private final String json;

    Precision(String json) {
        this.json = json;
    }

    @JsonValue
    public String json() {
        return json;
    }
}
