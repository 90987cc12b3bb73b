package org.rankscope.ui.fx;

import java.lang.System.Logger;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.rankscope.io.RequestException;

/**
 * Asks a slow question off the FX thread and hands on the answer to the newest question only: an older one is not even
 * asked if it still waits, and its answer is dropped if it comes late.
 */
public final class LatestProbe {
    private static final Logger LOG = System.getLogger(LatestProbe.class.getName());

    private final Executor background;
    private final UiQueue queue;
    private final AtomicInteger newest = new AtomicInteger();

    public LatestProbe(Executor background, UiQueue queue) {
        this.background = background;
        this.queue = queue;
    }

    /** Asks {@code question}; an answer, or the sentence of a RequestException, comes on the FX thread. */
    public <T> void ask(Supplier<T> question, Consumer<T> onAnswer, Consumer<String> onProblem) {
        int own = newest.incrementAndGet();
        background.execute(() -> {
            if (own != newest.get()) {
                return;
            }
            try {
                T answer = question.get();
                deliver(own, () -> onAnswer.accept(answer));
            } catch (RequestException e) {
                deliver(own, () -> onProblem.accept(e.getMessage()));
            } catch (RuntimeException e) {
                LOG.log(Logger.Level.ERROR, "A probe failed.", e);
                deliver(own, () -> onProblem.accept("This can't be read: " + e + "."));
            }
        });
    }

    /** Drops whatever is being asked. */
    public void forget() {
        newest.incrementAndGet();
    }

    private void deliver(int own, Runnable change) {
        queue.post(() -> {
            if (own == newest.get()) {
                change.run();
            }
        });
    }
}
