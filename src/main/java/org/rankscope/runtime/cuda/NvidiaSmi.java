package org.rankscope.runtime.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The program nvidia-smi, asked for tables of comma-separated values without heading and units ({@code nvidia-smi
 * --help-query-gpu}). Slower than NVML by far.
 */
final class NvidiaSmi implements GpuMonitor {
    private static final long MIB = 1 << 20;
    private static final long PATIENCE_SECONDS = 10;

    /** Runs nvidia-smi with one question; gives the lines of its answer, or none. */
    @FunctionalInterface
    interface Asker {
        List<String> ask(String question);
    }

    private final Asker asker;

    NvidiaSmi(Asker asker) {
        this.asker = asker;
    }

    /** Empty where there is no such program, or it reaches no driver. */
    static Optional<NvidiaSmi> open() {
        NvidiaSmi smi = new NvidiaSmi(NvidiaSmi::run);
        return smi.driverVersion().isPresent() ? Optional.of(smi) : Optional.empty();
    }

    @Override
    public Optional<String> driverVersion() {
        return rows("--query-gpu=driver_version", 1)
                .map(row -> row[0])
                .filter(version -> version.matches("\\d+(\\.\\d+)+"))
                .findFirst();
    }

    @Override
    public Optional<Gpu> gpu(String uuid) {
        return rows("--query-gpu=uuid,name,memory.total,memory.used", 4)
                .filter(row -> isOf(row[0], uuid))
                .filter(row -> bytes(row[2]).isPresent() && bytes(row[3]).isPresent())
                .map(row -> new Gpu(
                        row[0], row[1], bytes(row[2]).getAsLong(), bytes(row[3]).getAsLong()))
                .findFirst();
    }

    @Override
    public List<Process> processes(String uuid) {
        return rows("--query-compute-apps=gpu_uuid,pid,used_gpu_memory", 3)
                .filter(row -> isOf(row[0], uuid) && row[1].matches("\\d{1,18}"))
                .map(row -> new Process(Long.parseLong(row[1]), bytes(row[2])))
                .toList();
    }

    @Override
    public int pauseMillis() {
        return 1000; // each question starts a process
    }

    /** Lines that have {@code columns} cells: what else is printed are notes. */
    private Stream<String[]> rows(String question, int columns) {
        return asker.ask(question).stream()
                .map(line -> line.strip().split("\\s*,\\s*", -1))
                .filter(row -> row.length == columns && !row[0].isEmpty());
    }

    private static boolean isOf(String written, String uuid) {
        return written.equals(uuid) || written.equals("GPU-" + uuid);
    }

    /** A cell in MiB; empty for {@code [N/A]}, {@code [Not Supported]} and the like. */
    private static OptionalLong bytes(String cell) {
        return cell.matches("\\d{1,12}") ? OptionalLong.of(Long.parseLong(cell) * MIB) : OptionalLong.empty();
    }

    private static List<String> run(String question) {
        List<String> command = new ArrayList<>(List.of("nvidia-smi", question, "--format=csv,noheader,nounits"));
        try {
            java.lang.Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return List.of();
            }
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? answer.lines().toList() : List.of();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
