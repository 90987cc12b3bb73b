package org.rankscope.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.search.FinishedRun;
import org.rankscope.search.SearchStrategy;
import org.rankscope.train.MetricsJournal;

/**
 * A study on disk: {@code study.json}, a folder for each cell under {@code trials}, and the derived {@code results.csv}
 * and {@code verdict.json}. One process at a time writes; any number may read. Safe for use by several threads.
 */
public final class StudyFolder implements AutoCloseable {
    static final String STUDY_FILE = "study.json";
    static final String TRIAL_FILE = "trial.json";
    private static final String LOCK_FILE = "study.lock";
    private static final String TRIALS = "trials";

    private final Path directory;
    private final StudyRecord study;
    private final StudyPlan plan;
    private final Map<String, TrialRecord> cells = new LinkedHashMap<>();
    private final FinishedRuns finishedRuns = new FinishedRuns(this::spec, this::journal);
    private final FolderLock lock;
    private SearchStrategy.Extent extent = new SearchStrategy.Extent(0, false);

    private StudyFolder(Path directory, StudyRecord study, FolderLock lock) {
        this.directory = directory;
        this.study = study;
        this.plan = new StudyPlan(study.spec());
        this.lock = lock;
    }

    /**
     * Opens an existing study to look at it, also while another process runs it.
     *
     * @throws RequestException if there is none, it can't be read, or a newer version wrote it
     */
    public static StudyFolder open(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        StudyRecord study = readStudy(absolute)
                .orElseThrow(() -> new RequestException(directory + ": no study here; expected a folder with a "
                        + STUDY_FILE + ", as 'rankscope sweep --out' makes it."));
        StudyFolder folder = new StudyFolder(absolute, study, null);
        folder.arrange(stored(absolute), record -> true);
        return folder;
    }

    /**
     * Begins a study, or opens one to go on with it. Cells of {@code spec} that the study lacks are added, as far as its
     * strategy can say by now; finished cells stay, also those that {@code spec} no longer has; unfinished ones wait
     * again.
     *
     * @param retryFailed whether cells that failed by themselves (diverged, out of memory) wait again as well; those whose
     *     process was cancelled, killed or crashed do in any case
     * @throws RequestException if another process runs the study, a newer version wrote it, or {@code spec} differs in
     *     anything but ranks, learning rates, seeds and the way of searching among them
     * @throws StudyException if the folder can't be written
     */
    public static StudyFolder openForWriting(Path directory, StudySpec spec, boolean retryFailed) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            readStudy(absolute);
            if (Files.exists(absolute.resolve(TRIAL_FILE))) {
                throw new RequestException(directory + ": this folder holds a trial of 'rankscope train'; choose"
                        + " another for the study.");
            }
            FolderLock lock = lock(absolute);
            boolean opened = false;
            try {
                Map<String, String> prints = Fingerprint.of(spec);
                Optional<StudyRecord> stored = hasBegun(absolute) ? readStudy(absolute) : Optional.empty();
                if (!Files.exists(absolute.resolve(STUDY_FILE))) {
                    checkStrayCells(absolute, spec);
                }
                StudyRecord study = stored.map(begun -> merge(directory, begun, spec, prints))
                        .orElseGet(() -> StudyRecord.begin(spec, prints));
                StrictJson.write(absolute.resolve(STUDY_FILE), study);
                StudyFolder folder = new StudyFolder(absolute, study, lock);
                folder.prepare(folder.arrange(
                        stored(absolute), record -> folder.stays(record, retryFailed, stored.isPresent())));
                opened = true;
                return folder;
            } finally {
                if (!opened) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw new StudyException(
                    "The study folder " + directory + " can't be written: " + reason(e)
                            + ". Free some space, or choose a folder that you may write to; what is there is unharmed.",
                    e);
        }
    }

    public Path directory() {
        return directory;
    }

    public StudySpec spec() {
        return study.spec();
    }

    /** Versions of the program, Java and ONNX Runtime that began the study, by name. */
    public Map<String, String> versions() {
        return study.versions();
    }

    /**
     * All cells: those of the specification in the order in which they run, then finished ones that it no longer has.
     */
    public synchronized List<Trial> trials() {
        return plan.inOrder(cells.values().stream().map(this::trial).toList());
    }

    /** Whether the strategy may be asked for more while cells train. */
    boolean isSteady() {
        return plan.isSteady();
    }

    public synchronized Optional<Trial> trial(String id) {
        return Optional.ofNullable(cells.get(id)).map(this::trial);
    }

    /** About how many cells the study will come to. */
    public synchronized SearchStrategy.Extent extent() {
        return extent;
    }

    /** Where a cell has its journal, checkpoint and adapter. */
    public Path trialDirectory(String id) {
        return directory.resolve(TRIALS).resolve(id);
    }

    /** The journal of a cell, read anew. */
    public Journal journal(String id) throws IOException {
        return Journal.read(trialDirectory(id));
    }

    /** Stores the state of a cell. */
    synchronized void save(Trial trial) throws IOException {
        if (lock == null) {
            throw new IllegalStateException("The study in " + directory + " is open for reading only.");
        }
        TrialRecord record = cells.get(trial.id()).with(trial);
        StrictJson.write(trialDirectory(trial.id()).resolve(TRIAL_FILE), record);
        cells.put(trial.id(), record);
    }

    /**
     * Asks the strategy what comes after the cells that are finished, and stores it. To be called when no cell waits or
     * trains, unless the strategy {@linkplain #isSteady may be asked} then.
     *
     * @return the cells that were added; none when the search is over
     */
    synchronized List<Trial> extend() throws IOException {
        List<FinishedRun> finished = finishedRuns.of(trials());
        List<Trial> added = plan.next(finished).stream()
                .filter(cell -> !cells.containsKey(cell.id()))
                .toList();
        extent = plan.extent(finished);
        for (Trial cell : added) {
            cells.put(cell.id(), TrialRecord.waiting(cell.id(), cell.spec()));
            save(cell);
        }
        return added;
    }

    private Trial trial(TrialRecord record) {
        Trial trial = record.trial();
        return new Trial(
                trial.id(),
                trial.state(),
                trial.spec(),
                trial.failure(),
                trial.result(),
                CellIds.words(study.spec(), StudyPlan.setting(study.spec(), trial.spec())));
    }

    /** Gives the lock back; harmless when repeated. */
    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    /** What went wrong, for a sentence: the system's words where there are any. */
    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    private static FolderLock lock(Path directory) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new RequestException(directory + ": a file stands where the study folder should be; choose another.");
        }
        Path file = directory.resolve(LOCK_FILE);
        return FolderLock.tryAcquire(file)
                .orElseThrow(() -> new RequestException("The study in " + directory
                        + " is being run by " + FolderLock.holder(file)
                        + ". Wait for it or stop it, or choose another folder."));
    }

    private static Optional<StudyRecord> readStudy(Path directory) {
        Path file = directory.resolve(STUDY_FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode version = StrictJson.readTree(file).path("formatVersion");
        if (!version.isIntegralNumber()) {
            throw new RequestException(file + ": field 'formatVersion' is missing, so this is no stored study (a"
                    + " specification, perhaps); choose another folder for the study.");
        } else if (version.asLong() > StudyRecord.FORMAT_VERSION) {
            throw new RequestException(file + ": written by a newer version of Rankscope (format " + version.asLong()
                    + "); this one reads up to format " + StudyRecord.FORMAT_VERSION
                    + ". Update Rankscope to open it.");
        }
        StudyRecord study = StrictJson.read(file, StudyRecord.class);
        if (study.spec() == null
                || study.spec().trial().model() == null
                || study.spec().trial().data() == null
                || study.spec().trial().adapter() == null) {
            throw new RequestException(file + ": field 'spec' is incomplete; expected a whole study specification.");
        }
        return Optional.of(study);
    }

    /** Whether any cell has got as far as its first step; before that the specification may change as it likes. */
    private static boolean hasBegun(Path directory) throws IOException {
        Path trials = directory.resolve(TRIALS);
        if (!Files.isDirectory(trials)) {
            return false;
        }
        try (Stream<Path> folders = Files.list(trials)) {
            return folders.anyMatch(folder -> Files.exists(folder.resolve(MetricsJournal.FILE)));
        }
    }

    /** Finished cells whose study file is lost may stay only if they were trained as {@code spec} has it. */
    private static void checkStrayCells(Path directory, StudySpec spec) throws IOException {
        StudyPlan plan = new StudyPlan(spec);
        for (TrialRecord stored : stored(directory)) {
            List<String> differences = SpecComparison.differences(
                    stored.spec(), plan.alike(stored.spec()).spec());
            if (stored.state().isFinished() && !differences.isEmpty()) {
                throw new RequestException(
                        directory.resolve(TRIALS).resolve(stored.id()).resolve(TRIAL_FILE)
                                + ": this cell was trained with another specification: "
                                + String.join("; ", differences)
                                + "; and " + STUDY_FILE + " is missing. Choose another folder.");
            }
        }
    }

    private static StudyRecord merge(Path directory, StudyRecord stored, StudySpec spec, Map<String, String> prints) {
        List<String> differences = SpecComparison.differences(stored.spec(), stored.fingerprints(), spec, prints);
        if (!differences.isEmpty()) {
            throw new RequestException("The study in " + directory + " was begun with another specification: "
                    + String.join("; ", differences)
                    + ". Its cells could not be compared; choose another folder, or change"
                    + " only ranks, learning rates, seeds, strategy, budget and search space.");
        }
        return stored.with(spec, prints);
    }

    /** The cells on disk, by id. */
    private static List<TrialRecord> stored(Path directory) throws IOException {
        Path trials = directory.resolve(TRIALS);
        if (!Files.isDirectory(trials)) {
            return List.of();
        }
        List<TrialRecord> records = new ArrayList<>();
        try (Stream<Path> folders = Files.list(trials)) {
            for (Path folder :
                    folders.sorted(Comparator.comparing(Path::toString)).toList()) {
                Path file = folder.resolve(TRIAL_FILE);
                if (Files.exists(file)) {
                    records.add(TrialRecord.readCell(file));
                }
            }
        }
        return records;
    }

    /**
     * Puts the cells in their order: a grid's as they run, then other finished ones as they came, then what the strategy
     * wants next. Of those that are not finished only the ones that it wants are kept, which are the ones that it wanted
     * when they began.
     *
     * @param stays whether a finished cell is one to build on, and not to be run again
     * @return the cells that come next
     */
    private List<Trial> arrange(List<TrialRecord> stored, Predicate<TrialRecord> stays) throws IOException {
        Map<String, TrialRecord> known =
                stored.stream().collect(Collectors.toMap(TrialRecord::id, Function.identity()));
        Comparator<TrialRecord> asTheyCame = Comparator.comparing(
                        (TrialRecord record) -> String.valueOf(record.finished()))
                .thenComparing(TrialRecord::id);
        for (Trial cell : plan.grid()) {
            cells.put(cell.id(), TrialRecord.waiting(cell.id(), cell.spec()));
        }
        List<TrialRecord> finished = stored.stream()
                .filter(record -> record.state().isFinished() && stays.test(record))
                .sorted(asTheyCame)
                .toList();
        finished.forEach(record -> cells.put(record.id(), record));
        List<FinishedRun> runs =
                finishedRuns.of(finished.stream().map(this::trial).toList());
        extent = plan.extent(runs);
        List<Trial> next = plan.next(runs);
        for (Trial cell : next) {
            TrialRecord record = known.getOrDefault(cell.id(), TrialRecord.waiting(cell.id(), cell.spec()));
            cells.put(cell.id(), record);
        }
        Set<String> wanted = next.stream().map(Trial::id).collect(Collectors.toSet());
        cells.values().removeIf(record -> !record.state().isFinished() && !wanted.contains(record.id()));
        return next;
    }

    /**
     * Whether a finished cell is one to build on. Interrupted ones are not; nor are pruned ones once the study doesn't
     * prune. Before the study has {@code begun} its specification may change: a cell that failed at another one has not
     * failed at this.
     */
    private boolean stays(TrialRecord record, boolean retryFailed, boolean begun) {
        Failure failure = record.failure();
        boolean interrupted = failure != null && failure.reason().isInterruption();
        boolean changed =
                !begun && !record.spec().equals(plan.alike(record.spec()).spec());
        boolean retry = record.state() == TrialState.FAILED && (retryFailed || interrupted || changed);
        return !retry && (record.state() != TrialState.PRUNED || study.spec().pruning());
    }

    /** Brings the cells that come next into the state in which a worker can begin on them. */
    private void prepare(List<Trial> next) throws IOException {
        for (Trial cell : next) {
            Failure failure = cells.get(cell.id()).failure();
            if (failure != null && failure.reason() == Failure.Reason.DIVERGED) {
                TrialFolders.forget(trialDirectory(cell.id()));
            }
            save(cell);
        }
    }
}
