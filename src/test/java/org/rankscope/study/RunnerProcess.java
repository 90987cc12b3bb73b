package org.rankscope.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A runner in a process of its own, which tests kill: {@code RunnerProcess FOLDER STEPS RANK...}. It tunes learning rates
 * where {@link ScriptedWorker#BEST_RATE} is set, and trains {@link #SLOTS} cells at once.
 */
final class RunnerProcess {
    static final String SLOTS = "rankscope.test.slots";

    private RunnerProcess() {}

    public static void main(String[] args) throws Exception {
        List<Integer> ranks = List.of(args).subList(2, args.length).stream()
                .map(Integer::valueOf)
                .toList();
        StudySpec grid = Studies.spec(ranks, Integer.parseInt(args[1]));
        String best = System.getProperty(ScriptedWorker.BEST_RATE);
        StudySpec spec = best == null ? grid : Studies.tuned(grid);
        WorkerCommand worker =
                best == null ? Studies.worker("") : Studies.worker("").withProperty(ScriptedWorker.BEST_RATE, best);
        try (StudyFolder folder = StudyFolder.openForWriting(Path.of(args[0]), spec, false)) {
            Studies.runner(folder, worker, Integer.getInteger(SLOTS, 1)).run(new RecordingListener());
        }
    }

    /** Starts one whose workers take {@code stepMillis} for a step. */
    static Process start(Path folder, int steps, int stepMillis, List<Integer> ranks) throws Exception {
        return start(folder, steps, stepMillis, ranks, List.of());
    }

    static Process start(Path folder, int steps, int stepMillis, List<Integer> ranks, List<String> properties)
            throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-D" + ScriptedWorker.STEP_MILLIS + "=" + stepMillis,
                "-cp",
                System.getProperty("java.class.path"),
                RunnerProcess.class.getName(),
                folder.toString(),
                String.valueOf(steps)));
        line.addAll(1, properties);
        ranks.forEach(rank -> line.add(rank.toString()));
        return new ProcessBuilder(line).inheritIO().start();
    }
}
