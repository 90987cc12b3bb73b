package org.rankscope.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.rankscope.io.StrictJson;

/** A worker as its runner sees it: a process with a folder of its own for temporary files, gone when it is closed. */
final class WorkerProcess implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WorkerProcess.class.getName());
    static final String CRASH_REPORT = "hs_err.log";
    private static final String PREFIX = "rankscope-worker-";
    private static final String LOG_FILE = "worker.log";
    private static final int LOG_TAIL = 64 * 1024;
    private static final Duration AFTER_SIGNAL = Duration.ofSeconds(2);

    private final Process process;
    private final Path temporary;
    private final BufferedReader output;
    private Path trialDirectory;
    private long oomKillsBefore;

    private WorkerProcess(Process process, Path temporary) {
        this.process = process;
        this.temporary = temporary;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a worker, which then waits for its cell. */
    static WorkerProcess start(WorkerCommand command) throws IOException {
        Path temporary =
                Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
        try {
            Process process = new ProcessBuilder(command.line(temporary))
                    .directory(temporary.toFile())
                    .redirectError(temporary.resolve(LOG_FILE).toFile())
                    .start();
            return new WorkerProcess(process, temporary);
        } catch (IOException e) {
            TrialFolders.delete(temporary);
            throw e;
        }
    }

    /** Deletes the temporary folders of workers whose runner was killed, as far as this user may. */
    static void deleteAbandoned() {
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            for (Path folder : folders.filter(WorkerProcess::isAbandoned).toList()) {
                TrialFolders.delete(folder);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "Temporary files of killed workers stay", e);
        }
    }

    private static boolean isAbandoned(Path folder) {
        String name = folder.getFileName().toString();
        String pid = name.startsWith(PREFIX) ? name.substring(PREFIX.length()).replaceAll("-.*", "") : "";
        return pid.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Gives the worker its cell. */
    void assign(Path directory) {
        trialDirectory = directory;
        oomKillsBefore = WorkerFailures.kernelOomKills();
        try {
            tell(directory.toString());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "A worker that is gone shows it by the end of its output", e);
        }
    }

    /** The next event, waited for; empty once the worker has closed its output. */
    Optional<WorkerEvent> next() throws IOException {
        for (String line = readLine(); line != null; line = readLine()) {
            try {
                return Optional.of(StrictJson.mapper().readValue(line, WorkerEvent.class));
            } catch (JsonProcessingException e) {
                Files.writeString(
                        temporary.resolve("stdout.log"),
                        line + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        }
        return Optional.empty();
    }

    /** A stream that breaks, as when the process is killed, ends like any other. */
    private String readLine() {
        try {
            return output.readLine();
        } catch (IOException e) {
            return null;
        }
    }

    /** Asks the worker to stop, and sees to it that it has after {@code grace}. Returns at once; any thread. */
    void cancel(Duration grace) {
        Thread stopper = new Thread(() -> stop(grace), "stop worker " + process.pid());
        stopper.setDaemon(true);
        stopper.start();
    }

    private void stop(Duration grace) {
        try {
            tell(TrialWorker.CANCEL);
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the end of a worker that has closed its output, and says why it ended without a result. */
    Failure failure() throws IOException, InterruptedException {
        int exitCode = process.waitFor();
        return WorkerFailures.ofExit(exitCode, log(), WorkerFailures.kernelOomKills() > oomKillsBefore);
    }

    /** The end of what the worker wrote on standard error. */
    String log() throws IOException {
        byte[] bytes = Files.readAllBytes(temporary.resolve(LOG_FILE));
        int start = Math.max(0, bytes.length - LOG_TAIL);
        return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    }

    /** Ends the process if it still runs, keeps its log in the folder of its cell and deletes its temporary files. */
    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(AFTER_SIGNAL.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        output.close();
        try {
            keepLogs();
        } finally {
            TrialFolders.delete(temporary);
        }
    }

    private void keepLogs() throws IOException {
        if (trialDirectory == null || !Files.isDirectory(trialDirectory)) {
            return;
        }
        String log = log();
        if (!log.isEmpty()) {
            Files.writeString(
                    trialDirectory.resolve(LOG_FILE), log, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        Path report = temporary.resolve(CRASH_REPORT);
        if (Files.exists(report)) {
            Files.copy(report, trialDirectory.resolve(CRASH_REPORT), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void tell(String line) throws IOException {
        OutputStream input = process.getOutputStream();
        synchronized (input) {
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        }
    }
}
