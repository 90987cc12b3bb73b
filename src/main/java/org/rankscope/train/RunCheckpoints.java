package org.rankscope.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.rankscope.graph.Tensor;

/** The checkpoints of a run: where it goes on from, and when the next is due. */
final class RunCheckpoints {
    private static final long MILLIS_BETWEEN = 10_000;

    private final Path folder;
    private final TrainingSession session;
    private long lastNanos = System.nanoTime();

    RunCheckpoints(Path folder, TrainingSession session) {
        this.folder = folder;
        this.session = session;
    }

    /** The newest one that is whole and of vectors like {@code theta}. */
    Optional<Checkpoint> newest(Tensor theta) {
        return Checkpoint.newest(folder, theta.shape());
    }

    /** Whether the last is so long ago that a crash would cost much. */
    boolean isDue() {
        return (System.nanoTime() - lastNanos) / 1_000_000 > MILLIS_BETWEEN;
    }

    /** Stores what the session holds after {@code step}; the journal's lines up to there must be on the disk by then. */
    void write(int step, BestSoFar best, RunCost cost) throws IOException {
        Tensor theta = session.state("theta");
        new Checkpoint(
                        step,
                        cost.elapsedMillis(),
                        theta,
                        session.state("m"),
                        session.state("v"),
                        best.get().map(BestSoFar.Best::theta).orElse(theta),
                        best.get().map(BestSoFar.Best::step).orElse(0),
                        best.get().map(BestSoFar.Best::loss).orElse(Double.POSITIVE_INFINITY),
                        cost.peakMemoryBytes())
                .write(folder);
        lastNanos = System.nanoTime();
    }
}
