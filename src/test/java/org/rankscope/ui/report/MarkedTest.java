package org.rankscope.ui.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkedTest {
    @Test
    void whatIsLearntStandsBetweenTheMarks() {
        assertEquals(
                List.of(new Marked("Say hello. ", false), new Marked("hello", true), new Marked(" ...", false)),
                Marked.of("Say hello. »hello« ..."));
    }

    @Test
    void aMarkThatIsNotClosedGoesOnToTheEnd() {
        assertEquals(List.of(new Marked("all of it", true)), Marked.of("»all of it"));
        assertEquals(List.of(), Marked.of(""));
    }
}
