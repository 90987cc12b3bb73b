package org.rankscope.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A runner in a process of its own, which tests kill: {@code RunnerProcess FOLDER STEPS RANK...}. */
final class RunnerProcess {
    private RunnerProcess() {}

    public static void main(String[] args) throws Exception {
        List<Integer> ranks = List.of(args).subList(2, args.length).stream()
                .map(Integer::valueOf)
                .toList();
        StudySpec spec = Studies.spec(ranks, Integer.parseInt(args[1]));
        try (StudyFolder folder = StudyFolder.openForWriting(Path.of(args[0]), spec, false)) {
            new StudyRunner(folder, Studies.worker(""), Studies.LOWEST).run(new RecordingListener());
        }
    }

    /** Starts one whose workers take {@code stepMillis} for a step. */
    static Process start(Path folder, int steps, int stepMillis, List<Integer> ranks) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-D" + ScriptedWorker.STEP_MILLIS + "=" + stepMillis,
                "-cp",
                System.getProperty("java.class.path"),
                RunnerProcess.class.getName(),
                folder.toString(),
                String.valueOf(steps)));
        ranks.forEach(rank -> line.add(rank.toString()));
        return new ProcessBuilder(line).inheritIO().start();
    }
}
