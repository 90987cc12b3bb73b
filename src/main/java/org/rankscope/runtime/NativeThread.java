package org.rankscope.runtime;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A thread with a large stack that calls into ONNX Runtime. Where the runtime meets an error, unwinding takes more stack
 * than the 1 MiB that Java gives a thread, and the process would die in place of an exception.
 */
final class NativeThread implements AutoCloseable {
    private static final long STACK_BYTES = 16L << 20;

    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(null, work, "onnxruntime", STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    });

    /** A call into the runtime. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws OrtException, IOException;
    }

    /** Makes the call on this thread and waits for it. */
    <T> T call(Call<T> call) throws OrtException, IOException {
        boolean interrupted = false;
        var result = executor.submit(call::run);
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OrtException failure) {
                throw failure;
            } else if (e.getCause() instanceof IOException failure) {
                throw failure;
            } else if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            } else if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
