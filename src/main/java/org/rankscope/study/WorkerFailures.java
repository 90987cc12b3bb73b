package org.rankscope.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.rankscope.io.RequestException;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Devices;
import org.rankscope.train.DivergedException;

/** Tells why a worker failed, from what it threw or from how its process ended. */
final class WorkerFailures {
    /** Words that Java, ONNX Runtime, the C++ library and CUDA use when there is no memory left, in lower case. */
    private static final String[] OUT_OF_MEMORY = {
        "failed to allocate memory",
        "bad_alloc",
        "out of memory",
        "outofmemoryerror",
        "cannot allocate memory",
        "insufficient memory",
        "cuda_error_out_of_memory",
        "cudaerrormemoryallocation",
        "smaller than requested bytes",
        "alloc_failed",
        "allocation_failed"
    };

    /**
     * Those of them that are of a GPU's memory in a run on a GPU: ONNX Runtime's arena (bfc_arena.cc, with and without a
     * limit), the CUDA runtime, cuBLAS and cuDNN. The arena of the processor has the same words.
     */
    private static final String[] OF_DEVICE = {
        "smaller than requested bytes", "failed to allocate memory for requested buffer", "cuda", "cublas", "cudnn"
    };

    private static final Map<Integer, String> SIGNALS =
            Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");
    private static final int SIGNAL_BASE = 128;
    private static final int SIGKILL = 9;

    private WorkerFailures() {}

    /** What ended a run on {@code device}, as its specification names it, when the worker could still say so itself. */
    static Failure ofThrowable(Throwable thrown, String device) {
        return ofThrowable(thrown, gpu(device));
    }

    private static Optional<String> gpu(String wanted) {
        try {
            Device device = Device.parse(wanted);
            return device.isCuda() ? Optional.of(Devices.memory(device).place()) : Optional.empty();
        } catch (RequestException e) {
            return Optional.empty();
        }
    }

    /**
     * Likewise.
     *
     * @param gpu the GPU that it was on, with its name; empty on the processor
     */
    static Failure ofThrowable(Throwable thrown, Optional<String> gpu) {
        if (thrown instanceof DivergedException) {
            return new Failure(Failure.Reason.DIVERGED, sentence(thrown.getMessage()));
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof OutOfMemoryError || says(OUT_OF_MEMORY, message)) {
                String place = gpu.filter(name -> says(OF_DEVICE, message))
                        .map(name -> " of " + name)
                        .orElse("");
                return new Failure(
                        Failure.Reason.OUT_OF_MEMORY,
                        "Ran out of memory" + place + ": " + firstLine(cause)
                                + ". A smaller batch_size or sequence_length needs less.");
            }
        }
        return new Failure(Failure.Reason.CRASHED, "The run ended by an error: " + firstLine(thrown) + ".");
    }

    /**
     * What ended a process that said nothing.
     *
     * @param exitCode 128 + n for signal n
     * @param log what it wrote on standard error
     * @param oomKills whether the kernel killed a process for memory meanwhile
     */
    static Failure ofExit(int exitCode, String log, boolean oomKills) {
        int signal = exitCode - SIGNAL_BASE;
        String how = signal > 0 && signal < 65
                ? "was killed by signal " + signal
                        + (SIGNALS.containsKey(signal) ? " (" + SIGNALS.get(signal) + ")" : "")
                : "ended without a result, with exit status " + exitCode;
        if (says(OUT_OF_MEMORY, log) || signal == SIGKILL && oomKills) {
            return new Failure(
                    Failure.Reason.OUT_OF_MEMORY,
                    "The worker process " + how
                            + " for lack of memory. A smaller batch_size or sequence_length needs less.");
        } else if (signal == SIGKILL) {
            return new Failure(
                    Failure.Reason.CRASHED,
                    "The worker process " + how + ", not by this program: out of memory, or killed by someone.");
        }
        return new Failure(Failure.Reason.CRASHED, "The worker process " + how + "; its worker.log has more.");
    }

    /** How many processes the kernel has killed for memory since it started; 0 where it does not say. */
    static long kernelOomKills() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/vmstat"))) {
            return lines.filter(line -> line.startsWith("oom_kill "))
                    .mapToLong(line ->
                            Long.parseLong(line.substring("oom_kill ".length()).strip()))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** {@code words} as a sentence: a capital first, a full stop last. */
    static String sentence(String words) {
        String stripped = words.strip();
        return stripped.substring(0, 1).toUpperCase(Locale.ROOT)
                + stripped.substring(1)
                + (stripped.endsWith(".") ? "" : ".");
    }

    private static boolean says(String[] words, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return Stream.of(words).anyMatch(lower::contains);
    }

    private static String firstLine(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null || message.isBlank()
                ? thrown.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip().replaceAll("\\.$", "");
    }
}
