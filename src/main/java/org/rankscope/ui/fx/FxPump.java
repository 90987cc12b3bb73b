package org.rankscope.ui.fx;

import javafx.animation.AnimationTimer;

/**
 * Empties a {@link UiQueue} on the FX thread, at most {@value #TICKS_PER_SECOND} times a second. A timer that skips and
 * not a {@code Timeline}: after a stall a timeline replays every tick that it missed. Whoever shows the window stops
 * the pump in {@code setOnHidden}.
 */
public final class FxPump {
    public static final int TICKS_PER_SECOND = 20;
    private static final long TICK_NANOS = 1_000_000_000L / TICKS_PER_SECOND;

    private final AnimationTimer timer;

    public FxPump(UiQueue queue) {
        timer = new AnimationTimer() {
            private long last = Long.MIN_VALUE;

            @Override
            public void handle(long now) {
                if (last == Long.MIN_VALUE || now - last >= TICK_NANOS) {
                    last = now;
                    queue.drain();
                }
            }
        };
    }

    public void start() {
        timer.start();
    }

    public void stop() {
        timer.stop();
    }
}
