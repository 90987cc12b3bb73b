package org.rankscope.study;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.io.RequestException;
import org.rankscope.runtime.Device;

/**
 * How a worker process is started: by the Java that runs this program, with its class path and its {@code rankscope.*},
 * {@code onnxruntime.*} and {@code ai.djl.*} properties.
 */
public final class WorkerCommand {
    private static final List<String> INHERITED = List.of("rankscope.", "onnxruntime.", "ai.djl.");
    /** The first Java that warns of native access that was not allowed on the command line. */
    private static final int WARNS_OF_NATIVE_ACCESS = 24;

    private final String mainClass;
    private final String heap;
    private final Map<String, String> properties;

    private WorkerCommand(String mainClass, String heap, Map<String, String> properties) {
        this.mainClass = mainClass;
        this.heap = heap;
        this.properties = new LinkedHashMap<>(properties);
    }

    /** Workers that run {@code mainClass}, whose {@code main} calls {@link TrialWorker#run}. */
    public static WorkerCommand of(Class<?> mainClass) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
            if (INHERITED.stream().anyMatch(name::startsWith)) {
                properties.put(name, System.getProperty(name));
            }
        }
        return new WorkerCommand(mainClass.getName(), null, properties);
    }

    /**
     * With a limit to the Java heap, which holds neither weights nor activations.
     *
     * @param limit as {@code -Xmx} takes it: {@code 512m}, {@code 2g}
     */
    public WorkerCommand withHeap(String limit) {
        if (!limit.matches("[1-9][0-9]*[kKmMgG]")) {
            throw new RequestException(
                    "A heap limit is '" + limit + "'; expected a number with k, m or g, such as 512m.");
        }
        return new WorkerCommand(mainClass, limit, properties);
    }

    /** With another class in place of the one that was named. */
    WorkerCommand running(Class<?> otherMain) {
        return new WorkerCommand(otherMain.getName(), heap, properties);
    }

    /** One for each device: where there are several, its workers train on that one, whatever the specification says. */
    List<WorkerCommand> onEach(List<Device> devices) {
        return devices.size() == 1
                ? List.of(this)
                : devices.stream()
                        .map(device -> withProperty(TrialWorker.DEVICE, device.toString()))
                        .toList();
    }

    /** With a system property, {@code -Dname=value}. */
    public WorkerCommand withProperty(String name, String value) {
        WorkerCommand copy = new WorkerCommand(mainClass, heap, properties);
        copy.properties.put(name, value);
        return copy;
    }

    /** The command line of a worker that keeps its temporary files in {@code temporary}. */
    public List<String> line(Path temporary) {
        List<String> line = new ArrayList<>(List.of(
                java().toString(),
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // A heap that starts small is collected early: garbage counts in the peak as much as weights do.
                "-Xms8m",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + temporary.resolve(WorkerProcess.CRASH_REPORT),
                "-Djava.io.tmpdir=" + temporary,
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8"));
        if (Runtime.version().feature() >= WARNS_OF_NATIVE_ACCESS) {
            line.add("--enable-native-access=ALL-UNNAMED");
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (heap != null) {
            line.add("-Xmx" + heap);
        }
        properties.forEach((name, value) -> line.add("-D" + name + "=" + value));
        line.addAll(List.of("-cp", classPath(), mainClass));
        return line;
    }

    private static Path java() {
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        Path unix = bin.resolve("java");
        return Files.exists(unix) ? unix : bin.resolve("java.exe");
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
