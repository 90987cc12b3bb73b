package org.rankscope.study;

import java.io.IOException;
import java.util.Optional;

/**
 * A place where one cell trains at a time. The process for the next one is started while a cell trains, so that its start-up
 * costs no time. For one thread at a time, but {@link #hasSpare}.
 */
final class WorkerSlot implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WorkerSlot.class.getName());

    private final WorkerCommand command;
    private volatile WorkerProcess spare;

    /** @param command starts a worker here */
    WorkerSlot(WorkerCommand command) {
        this.command = command;
    }

    /** A worker that waits for its cell; the caller discards it. */
    WorkerProcess take() throws IOException {
        WorkerProcess worker = spare != null && spare.isAlive() ? spare : null;
        if (worker == null) {
            discard(spare);
            worker = WorkerProcess.start(command);
        }
        spare = null;
        Optional<WorkerEvent> ready = worker.next();
        if (ready.isEmpty()) {
            String log = worker.log().strip();
            discard(worker);
            throw new StudyException("A worker process could not be started: "
                    + log.lines().findFirst().orElse("it ended without a word") + ".");
        }
        return worker;
    }

    boolean hasSpare() {
        return spare != null;
    }

    /** That no worker can be started ahead of time harms no cell: the next one tries again. */
    void startSpare() {
        if (spare == null) {
            try {
                spare = WorkerProcess.start(command);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "No worker could be started ahead of time", e);
            }
        }
    }

    /** Ends the worker that no cell came for. */
    @Override
    public void close() {
        discard(spare);
        spare = null;
    }

    /** Ends a worker; that its temporary files can't be deleted does no harm to the study. */
    static void discard(WorkerProcess worker) {
        if (worker != null) {
            try {
                worker.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "A worker's files stay", e);
            }
        }
    }
}
