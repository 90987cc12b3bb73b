package org.rankscope.study;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.rankscope.insight.Verdict;
import org.rankscope.io.RequestException;
import org.rankscope.runtime.Device;
import org.rankscope.search.SearchStrategy;
import org.rankscope.train.TrialResult;

/**
 * Runs the cells of a study that wait, each in a process of its own, and asks the strategy for more when none does. With
 * several GPUs as many cells train at once as there are; else one after the other. What comes of a study is the same either
 * way: a strategy that looks at all results is asked when no cell trains, so that it decides from the same ones, and a cell
 * that an earlier one may prune waits for that.
 * One run at a time; {@link #cancel} from any thread.
 */
public final class StudyRunner {
    /** How long a worker may take to store its checkpoint when the study is cancelled. */
    public static final Duration GRACE = Duration.ofSeconds(15);

    private static final System.Logger LOG = System.getLogger(StudyRunner.class.getName());

    private final StudyFolder folder;
    private final WorkerCommand command;
    private final Judge judge;
    private final Duration grace;
    private final Supplier<List<WorkerCommand>> places;
    private final Object monitor = new Object();
    private final Set<WorkerProcess> current = new HashSet<>();
    private List<WorkerSlot> slots = List.of();
    private boolean cancelled;
    /** Whether no other cell may begin, whatever the reason. */
    private boolean stopping;

    /** @param folder open for writing; the caller closes it */
    public StudyRunner(StudyFolder folder, WorkerCommand command, Judge judge) {
        this(
                folder,
                command,
                judge,
                GRACE,
                () -> command.onEach(Device.all(folder.spec().trial().device())));
    }

    /** @param places how a worker is started on each device; as many cells train at once */
    StudyRunner(
            StudyFolder folder,
            WorkerCommand command,
            Judge judge,
            Duration grace,
            Supplier<List<WorkerCommand>> places) {
        this.folder = folder;
        this.command = command;
        this.judge = judge;
        this.grace = grace;
        this.places = places;
    }

    /**
     * Runs until no cell waits and none is to come. A cell that fails is marked so, and the study goes on.
     *
     * @return false if it was cancelled before that; what was being trained then waits again, with its checkpoint
     * @throws RequestException if a worker finds that the specification can't be met
     * @throws StudyException if files can't be written or workers can't be started
     */
    public boolean run(StudyListener hearing) {
        StudyListener listener = new SerialListener(hearing);
        try {
            WorkerProcess.deleteAbandoned();
            tellExtent(listener);
            listener.studyOpened(folder.trials());
            publish(listener);
            slots = places.get().stream().map(WorkerSlot::new).toList();
            trainAll(listener);
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
            slots.forEach(WorkerSlot::close);
            listener.studyClosed(isCancelled());
        }
    }

    /** Stops soon: each cell that trains stores a checkpoint, and no other begins. Returns at once. */
    public void cancel() {
        synchronized (monitor) {
            cancelled = true;
        }
        stop();
    }

    private void stop() {
        synchronized (monitor) {
            stopping = true;
            current.forEach(worker -> worker.cancel(grace));
        }
    }

    private boolean isCancelled() {
        synchronized (monitor) {
            return cancelled;
        }
    }

    private boolean isStopping() {
        synchronized (monitor) {
            return stopping;
        }
    }

    /** Keeps every slot busy until no cell is left, or one ended in a way that stops the study. */
    private void trainAll(StudyListener listener) throws IOException, InterruptedException {
        Deque<WorkerSlot> free = new ArrayDeque<>(slots);
        Map<Future<Trial>, WorkerSlot> busy = new HashMap<>();
        Set<String> taken = new HashSet<>();
        ExecutorService threads = Executors.newFixedThreadPool(slots.size(), work -> {
            Thread thread = new Thread(work, "cell");
            thread.setDaemon(true);
            return thread;
        });
        CompletionService<Trial> ends = new ExecutorCompletionService<>(threads);
        try {
            Optional<Trial> next = next(taken, listener);
            while (next.isPresent() || !busy.isEmpty()) {
                if (next.isPresent() && !free.isEmpty()) {
                    Trial cell = next.get();
                    WorkerSlot slot = free.pop();
                    taken.add(cell.id());
                    busy.put(ends.submit(() -> runCell(cell, slot, listener)), slot);
                } else {
                    Future<Trial> end = ends.take();
                    free.push(busy.remove(end));
                    Trial ended = result(end);
                    taken.remove(ended.id());
                    if (ended.state().isFinished()) {
                        publish(listener);
                    }
                }
                next = next(taken, listener);
            }
        } finally {
            if (!busy.isEmpty()) {
                stop();
            }
            end(threads);
        }
    }

    private static Trial result(Future<Trial> end) throws IOException, InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            } else if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            } else if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Waits for the cells that were told to stop; a worker that doesn't is ended when its grace is over. */
    private static void end(ExecutorService threads) {
        threads.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The first cell that may begin, after the strategy was asked for more where it may be: when no cell waits or trains, or
     * at any time if what it wants doesn't hang on those.
     *
     * @param taken cells that have a slot
     */
    private Optional<Trial> next(Set<String> taken, StudyListener listener) throws IOException {
        if (isStopping()) {
            return Optional.empty();
        }
        Optional<Trial> ready = ready(taken);
        if (!folder.isSteady() && (ready.isPresent() || !taken.isEmpty())) {
            return ready;
        }
        List<Trial> added = folder.extend();
        added.forEach(listener::trialChanged);
        if (!added.isEmpty() || ready.isEmpty()) {
            tellExtent(listener);
        }
        return ready(taken);
    }

    private Optional<Trial> ready(Set<String> taken) {
        List<Trial> trials = folder.trials();
        return trials.stream()
                .filter(cell -> cell.state() == TrialState.WAITING && !taken.contains(cell.id()))
                .filter(cell -> Pruning.mayBegin(folder.spec(), trials, cell))
                .findFirst();
    }

    private void tellExtent(StudyListener listener) {
        SearchStrategy.Extent extent = folder.extent();
        listener.cellsExpected(extent.runs(), extent.exact());
    }

    private Trial runCell(Trial cell, WorkerSlot slot, StudyListener listener)
            throws IOException, InterruptedException {
        Pruning pruning = Pruning.of(folder, cell);
        WorkerProcess worker = slot.take();
        Trial ended = cell;
        try {
            change(cell.with(TrialState.RUNNING, null, null), listener);
            synchronized (monitor) {
                if (stopping) {
                    return cell;
                }
                worker.assign(folder.trialDirectory(cell.id()));
                current.add(worker);
            }
            ended = ended(cell, worker, follow(cell, worker, slot, pruning, listener), pruning);
            return ended;
        } finally {
            synchronized (monitor) {
                current.remove(worker);
            }
            try {
                change(ended, listener);
            } finally {
                WorkerSlot.discard(worker);
            }
        }
    }

    /** Hears the worker out; gives its last word, or empty if it ended without one. */
    private Optional<WorkerEvent> follow(
            Trial cell, WorkerProcess worker, WorkerSlot slot, Pruning pruning, StudyListener listener)
            throws IOException {
        for (Optional<WorkerEvent> next = worker.next(); next.isPresent(); next = worker.next()) {
            WorkerEvent event = next.get();
            if (event.event().isLast()) {
                return next;
            } else if (event.event() == WorkerEvent.Kind.STARTED) {
                listener.trialStarted(cell.id(), event.doneSteps(), event.totalSteps(), event.trainableParameters());
                if (wantsSpare()) {
                    slot.startSpare();
                }
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
            return isStopping() ? cell : failed(cell, worker.failure());
        }
        WorkerEvent event = last.get();
        return switch (event.event()) {
            case DONE -> completed(cell, event.result());
            case FAILED -> failed(cell, new Failure(event.reason(), event.message()));
            case CANCELLED ->
                isStopping()
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
                current.add(worker);
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
                current.clear();
            }
        }
    }

    /** Whether a worker started ahead of time will have a cell to train. */
    private boolean wantsSpare() {
        long spares = slots.stream().filter(WorkerSlot::hasSpare).count();
        long waiting = folder.trials().stream()
                .filter(cell -> cell.state() == TrialState.WAITING)
                .count();
        return !isStopping()
                && (waiting > spares || spares == 0 && !folder.extent().exact());
    }
}
