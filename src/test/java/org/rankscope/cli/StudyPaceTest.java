package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.rankscope.data.DataSpec;
import org.rankscope.model.Task;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.TrialSpec;

class StudyPaceTest {
    private long nanos;
    private final StudyPace pace = new StudyPace(() -> nanos);

    private static Trial cell(String id, TrialState state) {
        TrialSpec spec = new TrialSpec(
                "bundled:tiny",
                Task.CAUSAL_LM,
                DataSpec.of("bundled:words"),
                null,
                null,
                null,
                null,
                2,
                16,
                100,
                10,
                0L,
                "cpu",
                null,
                null,
                null);
        return new Trial(id, state, spec, null, null);
    }

    private void seconds(int seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void timeLeftIsThatOfTheRemainingStepsAtTheMeanPace() {
        pace.opened(List.of(cell("a", TrialState.WAITING), cell("b", TrialState.WAITING)));
        seconds(100);
        pace.resumed("a", 0);
        assertTrue(pace.millisLeft().isEmpty());
        seconds(10);
        pace.reached("a", 50);
        assertEquals(OptionalLong.of(30_000), pace.millisLeft());
    }

    @Test
    void cellsThatAreExpectedCountLikeThoseThatAreKnown() {
        pace.opened(List.of(cell("a", TrialState.WAITING)));
        pace.expected(4);
        assertEquals(400, pace.totalSteps());
        pace.resumed("a", 0);
        seconds(10);
        pace.reached("a", 50);
        assertEquals(OptionalLong.of(70_000), pace.millisLeft());
    }

    @Test
    void cellThatIsAddedCountsFromThenOn() {
        pace.opened(List.of(cell("a", TrialState.COMPLETE)));
        Trial added = cell("b", TrialState.WAITING);
        assertTrue(pace.added(added));
        assertFalse(pace.added(added));
        assertEquals(200, pace.totalSteps());
        pace.finished(added);
        assertEquals(200, pace.doneSteps());
    }

    @Test
    void whatOtherRunsDidIsNotCountedIntoThePace() {
        pace.opened(List.of(cell("a", TrialState.COMPLETE), cell("b", TrialState.WAITING)));
        assertEquals(100, pace.doneSteps());
        pace.resumed("b", 40);
        seconds(10);
        pace.reached("b", 60);
        assertEquals(OptionalLong.of(20_000), pace.millisLeft());
    }

    @Test
    void stepsThatAFailedCellNeverMadeAreNeitherLeftNorPace() {
        Trial a = cell("a", TrialState.WAITING);
        pace.opened(List.of(a, cell("b", TrialState.WAITING)));
        pace.resumed("a", 0);
        seconds(10);
        pace.reached("a", 50);
        pace.finished(a);
        assertEquals(100, pace.doneSteps());
        assertEquals(OptionalLong.of(20_000), pace.millisLeft());
    }
}
