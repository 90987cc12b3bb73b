package org.rankscope.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The checkpoints of a run: where it goes on from, and when the next is due. */
final class RunCheckpoints {
    private static final long MILLIS_BETWEEN = 10_000;

    private final Path folder;
    private final TrainingGraph graph;
    private final TrainingSession session;
    private long lastNanos = System.nanoTime();

    RunCheckpoints(Path folder, TrainingGraph graph, TrainingSession session) {
        this.folder = folder;
        this.graph = graph;
        this.session = session;
    }

    /** The newest one that is whole and has the states of this run's graph. */
    Optional<Checkpoint> newest() {
        return Checkpoint.newest(folder, graph.states().shapes());
    }

    /** Whether the last is so long ago that a crash would cost much. */
    boolean isDue() {
        return (System.nanoTime() - lastNanos) / 1_000_000 > MILLIS_BETWEEN;
    }

    /** Stores what the session holds after {@code step}; the journal's lines up to there must be on the disk by then. */
    void write(int step, BestSoFar best, RunCost cost) throws IOException {
        new Checkpoint(
                        step,
                        cost.elapsedMillis(),
                        cost.peakMemoryBytes(),
                        session.present(graph.states().shapes().keySet()),
                        best.get())
                .write(folder);
        lastNanos = System.nanoTime();
    }
}
