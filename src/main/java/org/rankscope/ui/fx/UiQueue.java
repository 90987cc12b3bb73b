package org.rankscope.ui.fx;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Changes that wait for the FX thread, in the order in which they were posted. Posting is possible from any thread and
 * never blocks; draining belongs to the FX thread (or to a test, which is its own toolkit).
 */
public final class UiQueue {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    public void post(Runnable change) {
        waiting.add(change);
    }

    /** Runs what was posted before this call; what those changes post waits for the next one. */
    public void drain() {
        int count = waiting.size();
        for (int i = 0; i < count; i++) {
            Runnable change = waiting.poll();
            if (change == null) {
                return;
            }
            change.run();
        }
    }
}
