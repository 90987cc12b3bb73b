package org.rankscope.study;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpec;

/**
 * What {@code trial.json} holds: a {@link Trial} and its history.
 *
 * @param attempts how often a worker began on it
 * @param started when the last of them did, in UTC, or null
 * @param finished when it came to its state, in UTC, or null
 */
record TrialRecord(
        String id,
        TrialState state,
        Failure failure,
        TrialResult result,
        int attempts,
        String started,
        String finished,
        TrialSpec spec) {

    static TrialRecord waiting(String id, TrialSpec spec) {
        return new TrialRecord(id, TrialState.WAITING, null, null, 0, null, null, spec);
    }

    static TrialRecord read(Path file) {
        TrialRecord record = StrictJson.read(file, TrialRecord.class);
        if (record.id == null
                || record.state == null
                || record.spec == null
                || record.state == TrialState.COMPLETE && record.result == null) {
            throw new RequestException(
                    file + ": fields are missing; expected id, state, spec and, once complete, result.");
        }
        return record;
    }

    /** Likewise of a cell: only a trial that stands alone may leave what is adapted to its {@code initial_adapter}. */
    static TrialRecord readCell(Path file) {
        TrialRecord record = read(file);
        if (record.spec.adapter() == null) {
            throw new RequestException(file + ": field 'spec.adapter' is missing; expected what this cell adapts.");
        }
        return record;
    }

    Trial trial() {
        return new Trial(id, state, spec, failure, result);
    }

    TrialRecord with(Trial trial) {
        boolean starts = trial.state() == TrialState.RUNNING;
        return new TrialRecord(
                id,
                trial.state(),
                trial.failure(),
                trial.result(),
                starts ? attempts + 1 : attempts,
                starts ? now() : started,
                trial.state().isFinished() ? now() : null,
                trial.spec());
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
