package org.rankscope.ui.study;

import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.rankscope.export.ExportFormat;
import org.rankscope.export.Exported;
import org.rankscope.io.RequestException;
import org.rankscope.study.StudyException;
import org.rankscope.study.StudySpec;
import org.rankscope.ui.fx.UiQueue;

/** Runs, cancels, resumes and opens studies; the state that the whole window follows. FX thread. */
public final class StudyViewModel {
    private static final Logger LOG = System.getLogger(StudyViewModel.class.getName());

    private final StudyService service;
    private final UiQueue queue;
    private final Executor background;
    private final LongSupplier nanoClock;
    private final Function<StudySpec, Path> folderFor;
    private final StudyBoard board = new StudyBoard();
    private final ReadOnlyObjectWrapper<StudyState> state = new ReadOnlyObjectWrapper<>(StudyState.IDLE);
    private final ReadOnlyStringWrapper notice = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Optional<Path>> folder = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<StudySpec>> spec = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<OptionalLong> millisLeft = new ReadOnlyObjectWrapper<>(OptionalLong.empty());
    private Map<Variant, MemoryForecast> forecast = Map.of();
    private Optional<RunningStudy> running = Optional.empty();
    private Optional<TimeLeft> timeLeft = Optional.empty();
    private int generation;

    /** @param folderFor a new folder for a new study */
    public StudyViewModel(
            StudyService service,
            UiQueue queue,
            Executor background,
            LongSupplier nanoClock,
            Function<StudySpec, Path> folderFor) {
        this.service = service;
        this.queue = queue;
        this.background = background;
        this.nanoClock = nanoClock;
        this.folderFor = folderFor;
    }

    // What is shown

    public StudyBoard board() {
        return board;
    }

    public ReadOnlyObjectProperty<StudyState> stateProperty() {
        return state.getReadOnlyProperty();
    }

    public StudyState state() {
        return state.get();
    }

    /** One sentence on what went wrong with the last command, or empty. */
    public ReadOnlyStringProperty noticeProperty() {
        return notice.getReadOnlyProperty();
    }

    /** The folder of the study on the page. */
    public ReadOnlyObjectProperty<Optional<Path>> folderProperty() {
        return folder.getReadOnlyProperty();
    }

    /** The specification of the study on the page. */
    public ReadOnlyObjectProperty<Optional<StudySpec>> specProperty() {
        return spec.getReadOnlyProperty();
    }

    /** Milliseconds to the end of the run; empty while unknown. */
    public ReadOnlyObjectProperty<OptionalLong> millisLeftProperty() {
        return millisLeft.getReadOnlyProperty();
    }

    /** Memory that was expected of the study on the page; empty if it was not estimated. */
    public Map<Variant, MemoryForecast> forecast() {
        return forecast;
    }

    // What can be asked

    /** Starts a new study in a folder of its own. */
    public void run(Launch launch) {
        requireIdle();
        board.clear();
        forecast = launch.forecast();
        start(launch.spec(), () -> folderFor.apply(launch.spec()));
    }

    /** Goes on with the study on the page. */
    public void resume() {
        requireIdle();
        Path here = folder.get().orElseThrow();
        start(spec.get().orElseThrow(), () -> here);
    }

    /** Asks the run to stop; what is finished stays, the rest can be resumed. */
    public void cancel() {
        if (state.get() == StudyState.RUNNING || state.get() == StudyState.STARTING) {
            state.set(StudyState.CANCELLING);
            running.ifPresent(RunningStudy::cancel);
        }
    }

    /** Reads a study folder and shows it; {@code onShown} hears of its specification. */
    public void open(Path studyFolder, Consumer<StudySpec> onShown) {
        requireIdle();
        StudyState before = state.get();
        int own = begin();
        inBackground(
                own,
                () -> service.open(studyFolder),
                snapshot -> {
                    forecast = Map.of();
                    folder.set(Optional.of(snapshot.folder()));
                    spec.set(Optional.of(snapshot.spec()));
                    board.show(snapshot);
                    state.set(snapshot.isUnfinished() ? StudyState.STOPPED : StudyState.DONE);
                    onShown.accept(snapshot.spec());
                },
                before);
    }

    /** Does {@code work} in the background; a problem becomes the notice. */
    public void attempt(Runnable work) {
        notice.set("");
        StudyState before = state.get();
        inBackground(
                generation,
                () -> {
                    work.run();
                    return before;
                },
                unchanged -> {},
                before);
    }

    /** Writes the results of the study on the page to {@code target}. */
    public void exportResults(Path target) {
        Path from = folder.get().orElseThrow();
        attempt(() -> service.exportResults(from, target));
    }

    /** Writes the adapter of a trial of the study on the page to {@code target}; {@code onDone} hears what was written. */
    public void exportAdapter(String trialId, ExportFormat format, Path target, Consumer<Exported> onDone) {
        notice.set("");
        Path from = folder.get().orElseThrow();
        inBackground(generation, () -> service.exportAdapter(from, trialId, format, target), onDone, state.get());
    }

    /** Reads the spectrum of a trial of the study on the page; {@code onRead} hears of it unless the page has changed. */
    public void readSpectrum(String trialId, Consumer<SpectrumReading> onRead) {
        StudyState before = state.get();
        folder.get().ifPresent(from -> inBackground(generation, () -> spectrum(from, trialId), onRead, before));
    }

    /** Clears the page for a new study. */
    public void reset() {
        requireIdle();
        generation++;
        board.clear();
        forecast = Map.of();
        folder.set(Optional.empty());
        spec.set(Optional.empty());
        notice.set("");
        state.set(StudyState.IDLE);
    }

    private SpectrumReading spectrum(Path from, String trialId) {
        try {
            return new SpectrumReading(service.spectrum(from, trialId), "");
        } catch (RequestException e) {
            return new SpectrumReading(Optional.empty(), e.getMessage());
        }
    }

    private void start(StudySpec newSpec, Supplier<Path> where) {
        int own = begin();
        spec.set(Optional.of(newSpec));
        board.planned(newSpec);
        timeLeft = Optional.empty();
        millisLeft.set(OptionalLong.empty());
        StudyFeed feed = new StudyFeed(queue, board, this::onNews, this::onClosed, nanoClock);
        inBackground(
                own,
                () -> {
                    Path target = where.get();
                    RunningStudy study =
                            service.start(newSpec, target, feed, sentence -> queue.post(() -> stopped(own, sentence)));
                    queue.post(() -> folder.set(Optional.of(target)));
                    return study;
                },
                this::onStarted,
                StudyState.FAILED);
    }

    private int begin() {
        notice.set("");
        running = Optional.empty();
        state.set(StudyState.STARTING);
        return ++generation;
    }

    private void onStarted(RunningStudy study) {
        running = Optional.of(study);
        if (state.get() == StudyState.CANCELLING) {
            study.cancel();
        } else if (state.get() == StudyState.STARTING) {
            state.set(StudyState.RUNNING);
        }
    }

    private void onNews() {
        long now = nanoClock.getAsLong();
        if (timeLeft.isEmpty() && board.running().isPresent()) {
            timeLeft = Optional.of(new TimeLeft(now, board.progress()));
        }
        timeLeft.ifPresent(estimate -> millisLeft.set(estimate.update(now, board.progress())));
    }

    private void stopped(int own, String sentence) {
        if (own == generation) {
            notice.set(sentence);
        }
    }

    private void onClosed(boolean cancelled) {
        running = Optional.empty();
        millisLeft.set(OptionalLong.empty());
        boolean unfinished = board.isEmpty()
                || board.cells().stream().anyMatch(cell -> !cell.state().isFinished());
        state.set(cancelled || unfinished ? StudyState.STOPPED : StudyState.DONE);
    }

    private <T> void inBackground(int own, Supplier<T> work, Consumer<T> onDone, StudyState onProblem) {
        background.execute(() -> {
            try {
                T value = work.get();
                queue.post(() -> {
                    if (own == generation) {
                        onDone.accept(value);
                    }
                });
            } catch (RequestException | StudyException e) {
                queue.post(() -> problem(own, e.getMessage(), onProblem));
            } catch (RuntimeException e) {
                LOG.log(Logger.Level.ERROR, "The study could not be handled.", e);
                queue.post(() -> problem(own, "This did not work: " + e + ". The log has the details.", onProblem));
            }
        });
    }

    private void problem(int own, String sentence, StudyState next) {
        if (own == generation) {
            notice.set(sentence);
            if (state.get() == StudyState.STARTING || state.get() == StudyState.CANCELLING && running.isEmpty()) {
                state.set(next);
            }
        }
    }

    private void requireIdle() {
        if (state.get().isBusy()) {
            throw new IllegalStateException("A study is being run: " + state.get());
        }
    }
}
