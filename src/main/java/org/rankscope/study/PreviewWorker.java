package org.rankscope.study;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.runtime.Device;

/**
 * A process that makes a study's previews, so that what goes wrong in the runtime ends it and not the runner. It reads the
 * study's folder from the first line of its standard input, stores them there, and says how it ended
 * as {@link TrialWorker} does. There is nothing to save: at the end of its input, or any second line, it stops at once.
 */
public final class PreviewWorker {
    private PreviewWorker() {}

    public static void main(String[] args) throws IOException {
        PrintStream events = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        send(events, WorkerEvent.ready());
        String directory = commands.readLine();
        if (directory != null && !directory.equals(TrialWorker.CANCEL)) {
            Thread listener = new Thread(() -> stopAtNextLine(commands), "commands");
            listener.setDaemon(true);
            listener.start();
            send(events, work(Path.of(directory)));
        }
        Runtime.getRuntime().halt(0);
    }

    private static WorkerEvent work(Path directory) {
        String device = Device.CPU.toString();
        try (StudyFolder folder = StudyFolder.open(directory)) {
            device = folder.spec().trial().device();
            StudyPreview preview = new StudyPreview(SpecResources.ofThisProgram());
            for (PreviewPlan plan : PreviewPlan.all(folder)) {
                if (!StudyPreview.isCurrent(folder, plan)) {
                    StudyPreview.write(folder, preview.compute(folder, plan));
                }
            }
            return WorkerEvent.ended(WorkerEvent.Kind.DONE, null);
        } catch (RequestException e) {
            return WorkerEvent.ended(WorkerEvent.Kind.REFUSED, e.getMessage());
        } catch (Exception | Error e) {
            e.printStackTrace();
            return WorkerEvent.failed(WorkerFailures.ofThrowable(e, device));
        }
    }

    private static void stopAtNextLine(BufferedReader commands) {
        try {
            commands.readLine();
        } catch (IOException e) {
            // The runner is gone, as at the end of the input.
        }
        Runtime.getRuntime().halt(0);
    }

    private static void send(PrintStream events, WorkerEvent event) {
        events.print(StrictJson.toLine(event) + "\n");
        events.flush();
    }
}
