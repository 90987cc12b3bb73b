package org.rankscope.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.rankscope.train.MetricLine;
import org.rankscope.train.TrialResult;

/** One line of what a worker says on its standard output. Fields that its kind has no use for are null. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WorkerEvent(
        Kind event,
        Integer doneSteps,
        Integer totalSteps,
        Long trainableParameters,
        MetricLine line,
        TrialResult result,
        Failure.Reason reason,
        String message) {

    enum Kind {
        /** The JVM is up and waits for a cell. */
        READY,
        STARTED,
        METRIC,
        DONE,
        FAILED,
        /** The specification can't be met: no other cell of the study will fare better. */
        REFUSED,
        /** Files can't be written or read: likewise. */
        STOPPED,
        CANCELLED;

        @JsonValue
        String json() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isLast() {
            return this != READY && this != STARTED && this != METRIC;
        }
    }

    static WorkerEvent ready() {
        return new WorkerEvent(Kind.READY, null, null, null, null, null, null, null);
    }

    static WorkerEvent started(int doneSteps, int totalSteps, long trainableParameters) {
        return new WorkerEvent(Kind.STARTED, doneSteps, totalSteps, trainableParameters, null, null, null, null);
    }

    static WorkerEvent metric(MetricLine line) {
        return new WorkerEvent(Kind.METRIC, null, null, null, line, null, null, null);
    }

    static WorkerEvent done(TrialResult result) {
        return new WorkerEvent(Kind.DONE, null, null, null, null, result, null, null);
    }

    static WorkerEvent failed(Failure failure) {
        return new WorkerEvent(Kind.FAILED, null, null, null, null, null, failure.reason(), failure.message());
    }

    static WorkerEvent ended(Kind kind, String message) {
        return new WorkerEvent(kind, null, null, null, null, null, null, message);
    }
}
