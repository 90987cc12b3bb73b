package org.rankscope.peft;

import com.fasterxml.jackson.annotation.JsonValue;

/** Which biases are trained: PEFT's {@code bias}. */
public enum Bias {
    NONE("none"),
    ALL("all"),
    LORA_ONLY("lora_only");

    private final String json;

    Bias(String json) {
        this.json = json;
    }

    @JsonValue
    public String json() {
        return json;
    }
}
