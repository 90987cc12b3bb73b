package org.rankscope.study;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Devices;
import org.rankscope.train.CancelledException;
import org.rankscope.train.MetricLine;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpec;

/**
 * A process that trains one cell. It reads the folder of the cell from the first line of its standard input, writes
 * {@link WorkerEvent}s on its standard output, and stops at the line {@code cancel}, at the end of its input (its
 * runner is gone) and at a signal, each time with a checkpoint stored where there is time for it.
 */
public final class TrialWorker {
    /** The line that asks a worker to stop. */
    static final String CANCEL = "cancel";

    /**
     * The property that names the device of a worker among several. The specification in the folder of a cell stays as the
     * study has it: another run may find other devices.
     */
    static final String DEVICE = "rankscope.worker.device";

    static final String TRIAL_LOCK = "trial.lock";

    /** How long a worker that has lost its runner, or got a signal, may take to store a checkpoint. */
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** How long to wait for the worker of a runner that was killed: longer than its grace. */
    private static final Duration PREDECESSOR = Duration.ofSeconds(30);

    private static final int ABANDONED = 3;

    private final TrialBody body;
    private final PrintStream events;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean cancelled;

    /** A worker that trains with this program's engine. */
    public static void main(String[] args) {
        TrialWorker worker = new TrialWorker(SpecResources.ofThisProgram().trainer());
        Devices.loadRuntime(); // while the cell before this one still trains
        worker.run();
    }

    /** Takes standard output for events; what else is printed goes to standard error from now on. */
    public TrialWorker(TrialBody body) {
        this.body = body;
        this.events = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
    }

    /** Works until the cell has come to an end, and ends the process. */
    public void run() {
        StrictJson.mapper();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopBeforeExit, "stop"));
        send(WorkerEvent.ready());
        try {
            String directory = commands.readLine();
            if (directory != null && !directory.equals(CANCEL)) {
                Thread listener = new Thread(() -> listen(commands), "commands");
                listener.setDaemon(true);
                listener.start();
                send(work(Path.of(directory)));
            }
        } catch (IOException e) {
            e.printStackTrace();
        }
        ended.countDown();
        System.exit(0);
    }

    @SuppressWarnings("try") // the lock is held, not used
    private WorkerEvent work(Path directory) {
        String device = Device.CPU.toString();
        try (FolderLock lock = lock(directory.resolve(TRIAL_LOCK))) {
            TrialFolders.tidy(directory);
            TrialRecord record = TrialRecord.read(directory.resolve(StudyFolder.TRIAL_FILE));
            device = System.getProperty(DEVICE, record.spec().device());
            TrialSpec spec = record.spec().with().device(device).build();
            TrialResult result = body.train(spec, directory, new Announcer(), () -> cancelled);
            return WorkerEvent.done(result);
        } catch (CancelledException e) {
            return WorkerEvent.ended(WorkerEvent.Kind.CANCELLED, e.getMessage());
        } catch (RequestException e) {
            return WorkerEvent.ended(WorkerEvent.Kind.REFUSED, e.getMessage());
        } catch (IOException e) {
            e.printStackTrace();
            return WorkerEvent.ended(WorkerEvent.Kind.STOPPED, StudyFolder.reason(e));
        } catch (UncheckedIOException e) {
            e.printStackTrace();
            return WorkerEvent.ended(WorkerEvent.Kind.STOPPED, StudyFolder.reason(e.getCause()));
        } catch (Exception | Error e) {
            e.printStackTrace();
            return WorkerEvent.failed(WorkerFailures.ofThrowable(e, device));
        }
    }

    private FolderLock lock(Path file) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PREDECESSOR.toNanos();
        while (true) {
            Optional<FolderLock> lock = FolderLock.tryAcquire(file);
            if (lock.isPresent()) {
                return lock.get();
            } else if (cancelled) {
                throw new CancelledException(0);
            } else if (System.nanoTime() > deadline) {
                throw new RequestException(file.getParent() + ": " + FolderLock.holder(file)
                        + " trains there already. Wait for it or stop it.");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void listen(BufferedReader commands) {
        try {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                cancelled |= line.equals(CANCEL);
            }
            cancelled = true;
            if (!ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(ABANDONED);
            }
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(ABANDONED);
        }
    }

    private void stopBeforeExit() {
        cancelled = true;
        try {
            ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(WorkerEvent event) {
        synchronized (events) {
            events.print(StrictJson.toLine(event) + "\n");
            events.flush();
        }
    }

    private final class Announcer implements TrialListener {
        @Override
        public void started(int doneSteps, int totalSteps, long trainableParameters) {
            send(WorkerEvent.started(doneSteps, totalSteps, trainableParameters));
        }

        @Override
        public void metric(MetricLine line) {
            send(WorkerEvent.metric(line));
        }
    }
}
