package org.rankscope.study;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.train.CancelledException;
import org.rankscope.train.MetricsJournal;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpec;

/**
 * The folder of one trial that stands alone, as {@code rankscope train --out} makes it: like the folder of a cell, with
 * a lock against a second writer.
 */
public final class TrialFolder implements AutoCloseable {
    private static final String ID = "trial";

    private final Path directory;
    private final FolderLock lock;
    private TrialRecord record;
    private final boolean made;
    private boolean forgotten;

    /** @param made whether the folder was not there before */
    private TrialFolder(Path directory, boolean made, FolderLock lock, TrialRecord record) {
        this.made = made;
        this.directory = directory;
        this.lock = lock;
        this.record = record;
    }

    /**
     * Begins a trial, or opens one to go on with it.
     *
     * @throws RequestException if another process trains there, or the folder holds another trial or a study
     */
    public static TrialFolder open(Path directory, TrialSpec spec) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new RequestException(
                    directory + ": a file stands where the trial's folder should be; choose another.");
        } else if (Files.exists(directory.resolve(StudyFolder.STUDY_FILE))) {
            throw new RequestException(directory + ": this folder holds a study; choose another for the trial.");
        }
        boolean made = !Files.exists(directory);
        Path lockFile = directory.resolve(TrialWorker.TRIAL_LOCK);
        FolderLock lock = FolderLock.tryAcquire(lockFile)
                .orElseThrow(() -> new RequestException("In " + directory + " " + FolderLock.holder(lockFile)
                        + " trains already. Wait for it or stop it, or choose another folder."));
        boolean opened = false;
        try {
            TrialFolder folder = new TrialFolder(directory, made, lock, record(directory, spec));
            TrialFolders.tidy(directory);
            folder.save(TrialState.RUNNING, null, null);
            opened = true;
            return folder;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /**
     * Trains, and stores how it ended.
     *
     * @throws CancelledException soon after {@code cancelled} turns true; the trial then waits to go on
     * @throws RequestException if the specification can't be met
     * @throws StudyException if the run failed otherwise, with the reason
     */
    public TrialResult run(TrialBody body, TrialListener listener, BooleanSupplier cancelled) {
        try {
            TrialResult result = body.train(record.spec(), directory, listener, cancelled);
            save(TrialState.COMPLETE, null, result);
            return result;
        } catch (RequestException e) {
            if (begun()) {
                saveAfter(e, TrialState.WAITING, null);
            } else {
                forget(e);
            }
            throw e;
        } catch (CancelledException e) {
            saveAfter(e, TrialState.WAITING, null);
            throw e;
        } catch (IOException e) {
            throw new StudyException(
                    "The trial in " + directory + " stopped: " + StudyFolder.reason(e) + ". Run it again to go on.", e);
        } catch (Exception | Error e) {
            Failure failure = WorkerFailures.ofThrowable(e, record.spec().device());
            saveAfter(e, TrialState.FAILED, failure);
            throw new StudyException(failure.message(), e);
        }
    }

    private boolean begun() {
        return Files.exists(directory.resolve("checkpoint")) || Files.exists(directory.resolve(MetricsJournal.FILE));
    }

    /** A request that can't be met leaves no trial behind. */
    private void forget(RequestException request) {
        try {
            Files.deleteIfExists(directory.resolve(StudyFolder.TRIAL_FILE));
            forgotten = true;
        } catch (IOException e) {
            request.addSuppressed(e);
        }
    }

    private void saveAfter(Throwable thrown, TrialState state, Failure failure) {
        try {
            save(state, failure, null);
        } catch (IOException e) {
            thrown.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
        if (forgotten) {
            Files.deleteIfExists(directory.resolve(TrialWorker.TRIAL_LOCK));
            if (made) {
                deleteIfEmpty(directory);
            }
        }
    }

    private static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.delete(directory);
        } catch (DirectoryNotEmptyException e) {
            // Somebody else's files stay.
        }
    }

    private void save(TrialState state, Failure failure, TrialResult result) throws IOException {
        record = record.with(record.trial().with(state, failure, result));
        StrictJson.write(directory.resolve(StudyFolder.TRIAL_FILE), record);
    }

    private static TrialRecord record(Path directory, TrialSpec spec) {
        Path file = directory.resolve(StudyFolder.TRIAL_FILE);
        if (!Files.exists(file) || !Files.exists(directory.resolve("checkpoint"))) {
            return TrialRecord.waiting(ID, spec);
        }
        TrialRecord stored = TrialRecord.read(file);
        List<String> differences = SpecComparison.differences(stored.spec(), spec);
        if (!differences.isEmpty()) {
            throw new RequestException("The trial in " + directory + " was begun with another specification: "
                    + String.join("; ", differences) + ". Choose another folder.");
        }
        return stored;
    }
}
