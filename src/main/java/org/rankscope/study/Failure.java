package org.rankscope.study;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why a trial failed, and one plain sentence about it. */
public record Failure(Reason reason, String message) {
    public enum Reason {
        DIVERGED("diverged"),
        OUT_OF_MEMORY("out of memory"),
        CRASHED("crashed"),
        CANCELLED("cancelled");

        private final String json;

        Reason(String json) {
            this.json = json;
        }

        @JsonValue
        public String json() {
            return json;
        }

        /** Whether it says nothing about the cell itself, so that the next run of the study takes it up again. */
        boolean isInterruption() {
            return this == CANCELLED || this == CRASHED;
        }
    }
}
