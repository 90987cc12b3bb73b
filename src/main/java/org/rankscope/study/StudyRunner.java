package org.rankscope.study;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rankscope.insight.Verdict;
import org.rankscope.io.RequestException;
import org.rankscope.search.SearchStrategy;
import org.rankscope.train.TrialResult;

/**
 * Runs the cells of a study that wait, one after the other, each in a process of its own, and asks the strategy for more
 * when none does. The process for the next cell
 * is started while a cell trains, so that its start-up costs no time. One run at a time; {@link #cancel} from any
 * thread.
 */
public final class StudyRunner {
    /** How long a worker may take to store its checkpoint when the study is cancelled. */
    public static final Duration GRACE = Duration.ofSeconds(15);

    private static final System.Logger LOG = System.getLogger(StudyRunner.class.getName());

    private final StudyFolder folder;
    private final WorkerCommand command;
    private final Judge judge;
    private final Duration grace;
    private final Object monitor = new Object();
    private WorkerProcess current;
    private WorkerProcess spare;
    private boolean cancelled;

    /** @param folder open for writing; the caller closes it */
    public StudyRunner(StudyFolder folder, WorkerCommand command, Judge judge) {
        this(folder, command, judge, GRACE);
    }

    StudyRunner(StudyFolder folder, WorkerCommand command, Judge judge, Duration grace) {
        this.folder = folder;
        this.command = command;
        this.judge = judge;
        this.grace = grace;
    }

    /**
     * Runs until no cell waits and none is to come. A cell that fails is marked so, and the study goes on.
     *
     * @return false if it was cancelled before that; what was being trained then waits again, with its checkpoint
     * @throws RequestException if a worker finds that the specification can't be met
     * @throws StudyException if files can't be written or workers can't be started
     */
    public boolean run(StudyListener listener) {
        try {
            WorkerProcess.deleteAbandoned();
            tellExtent(listener);
            listener.studyOpened(folder.trials());
            publish(listener);
            for (Optional<Trial> next = next(listener); next.isPresent() && !isCancelled(); next = next(listener)) {
                runCell(next.get(), listener);
            }
            preview(listener);
            return !isCancelled();
        } catch (IOException e) {
            throw new StudyException(
                    "The study in " + folder.directory() + " stopped: " + StudyFolder.reason(e)
                            + ". Finished cells are kept; run it again to go on.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            discard(spare);
            spare = null;
            listener.studyClosed(isCancelled());
        }
    }

    /** Stops soon: the cell that trains stores a checkpoint, and no other begins. Returns at once. */
    public void cancel() {
        synchronized (monitor) {
            cancelled = true;
            if (current != null) {
                current.cancel(grace);
            }
        }
    }

    private boolean isCancelled() {
        synchronized (monitor) {
            return cancelled;
        }
    }

    /** The first cell that waits; when none does, the first of those that the strategy adds. */
    private Optional<Trial> next(StudyListener listener) throws IOException {
        Optional<Trial> waiting = folder.trials().stream()
                .filter(cell -> cell.state() == TrialState.WAITING)
                .findFirst();
        if (waiting.isPresent() || isCancelled()) {
            return waiting;
        }
        List<Trial> added = folder.extend();
        added.forEach(listener::trialChanged);
        tellExtent(listener);
        return added.stream().findFirst();
    }

    private void tellExtent(StudyListener listener) {
        SearchStrategy.Extent extent = folder.extent();
        listener.cellsExpected(extent.runs(), extent.exact());
    }

    private void runCell(Trial cell, StudyListener listener) throws IOException, InterruptedException {
        Pruning pruning = Pruning.of(folder, cell);
        WorkerProcess worker = takeWorker();
        Trial ended = cell;
        try {
            change(cell.with(TrialState.RUNNING, null, null), listener);
            synchronized (monitor) {
                if (cancelled) {
                    return;
                }
                worker.assign(folder.trialDirectory(cell.id()));
                current = worker;
            }
            ended = ended(cell, worker, follow(cell, worker, pruning, listener), pruning);
        } finally {
            synchronized (monitor) {
                current = null;
            }
            try {
                change(ended, listener);
            } finally {
                discard(worker);
            }
        }
        if (ended.state().isFinished()) {
            publish(listener);
        }
    }

    /** Hears the worker out; gives its last word, or empty if it ended without one. */
    private Optional<WorkerEvent> follow(Trial cell, WorkerProcess worker, Pruning pruning, StudyListener listener)
            throws IOException {
        for (Optional<WorkerEvent> next = worker.next(); next.isPresent(); next = worker.next()) {
            WorkerEvent event = next.get();
            if (event.event().isLast()) {
                return next;
            } else if (event.event() == WorkerEvent.Kind.STARTED) {
                listener.trialStarted(cell.id(), event.doneSteps(), event.totalSteps(), event.trainableParameters());
                startSpare(cell);
            } else if (event.event() == WorkerEvent.Kind.METRIC) {
                listener.metric(cell.id(), event.line());
                if (pruning.decides(event.line())) {
                    worker.cancel(grace);
                }
            }
        }
        return Optional.empty();
    }

    private Trial ended(Trial cell, WorkerProcess worker, Optional<WorkerEvent> last, Pruning pruning)
            throws IOException, InterruptedException {
        boolean stopped = last.isEmpty() || last.get().event() == WorkerEvent.Kind.CANCELLED;
        if (stopped && pruning.isDecided()) {
            return cell.with(TrialState.PRUNED, null, null);
        } else if (last.isEmpty()) {
            return isCancelled() ? cell : failed(cell, worker.failure());
        }
        WorkerEvent event = last.get();
        return switch (event.event()) {
            case DONE -> completed(cell, event.result());
            case FAILED -> failed(cell, new Failure(event.reason(), event.message()));
            case CANCELLED ->
                isCancelled()
                        ? cell
                        : failed(
                                cell,
                                new Failure(
                                        Failure.Reason.CANCELLED, "The worker process was told to stop from outside."));
            case REFUSED -> throw new RequestException(event.message());
            default ->
                throw new StudyException("The study in " + folder.directory() + " stopped at " + cell.id() + ": "
                        + event.message() + ". Finished cells are kept; run it again to go on.");
        };
    }

    private static Trial completed(Trial cell, TrialResult result) {
        if (result.evalLoss() == null) {
            return failed(cell, new Failure(Failure.Reason.CRASHED, "The run ended without a validation loss."));
        } else if (!Double.isFinite(result.evalLoss())) {
            return failed(cell, new Failure(Failure.Reason.DIVERGED, "The validation loss is not a finite number."));
        }
        return cell.with(TrialState.COMPLETE, null, result);
    }

    private static Trial failed(Trial cell, Failure failure) {
        return cell.with(TrialState.FAILED, failure, null);
    }

    private void change(Trial trial, StudyListener listener) throws IOException {
        folder.save(trial);
        listener.trialChanged(trial);
    }

    private void publish(StudyListener listener) throws IOException {
        Optional<Verdict> verdict = StudyResults.verdict(folder, judge);
        StudyResults.write(folder, verdict);
        listener.verdictChanged(verdict);
    }

    /** Makes the preview, in a process of its own. That it can't be made is no failure of the study. */
    private void preview(StudyListener listener) throws InterruptedException {
        List<PreviewPlan> plans = isCancelled() ? List.of() : PreviewPlan.all(folder);
        if (plans.isEmpty()) {
            return;
        }
        try {
            if (plans.stream().allMatch(plan -> StudyPreview.isCurrent(folder, plan)) || makePreview()) {
                plans.forEach(plan -> StudyPreview.read(folder, plan.how()).ifPresent(listener::previewReady));
            }
        } catch (IOException | RequestException e) {
            LOG.log(System.Logger.Level.WARNING, "The preview of " + folder.directory() + " was not made", e);
        }
    }

    /** Whether it was made; the log says why it was not. */
    private boolean makePreview() throws IOException, InterruptedException {
        try (WorkerProcess worker = WorkerProcess.start(command.running(PreviewWorker.class))) {
            synchronized (monitor) {
                if (cancelled) {
                    return false;
                }
                worker.assign(folder.directory());
                current = worker;
            }
            Optional<WorkerEvent> last = worker.next();
            last = last.isPresent() ? worker.next() : last;
            boolean made = last.isPresent() && last.get().event() == WorkerEvent.Kind.DONE;
            if (!made && !isCancelled()) {
                String reason = last.isPresent()
                        ? last.get().message()
                        : worker.failure().message();
                LOG.log(System.Logger.Level.WARNING, "No preview of {0}: {1}", folder.directory(), reason);
            }
            return made;
        } finally {
            synchronized (monitor) {
                current = null;
            }
        }
    }

    private WorkerProcess takeWorker() throws IOException {
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

    /** That no worker can be started ahead of time harms no cell: the next one tries again. */
    private void startSpare(Trial cell) {
        boolean more = folder.trials().stream()
                .anyMatch(other ->
                        other.state() == TrialState.WAITING && !other.id().equals(cell.id()));
        if ((more || !folder.extent().exact()) && spare == null && !isCancelled()) {
            try {
                spare = WorkerProcess.start(command);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "No worker could be started ahead of time", e);
            }
        }
    }

    /** Ends a worker; that its temporary files can't be deleted does no harm to the study. */
    private static void discard(WorkerProcess worker) {
        if (worker != null) {
            try {
                worker.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "A worker's files stay", e);
            }
        }
    }
}
