package org.rankscope.ui.fx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UiQueueTest {
    private final UiQueue queue = new UiQueue();
    private final List<String> done = new ArrayList<>();

    @Test
    void changesRunInTheOrderInWhichTheyWerePosted() {
        queue.post(() -> done.add("first"));
        queue.post(() -> done.add("second"));
        queue.drain();
        assertEquals(List.of("first", "second"), done);
    }

    @Test
    void whatAChangePostsWaitsForTheNextTick() {
        queue.post(() -> queue.post(() -> done.add("later")));
        queue.drain();
        assertEquals(List.of(), done);
        queue.drain();
        assertEquals(List.of("later"), done);
    }
}
