package org.rankscope.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.io.IOException;
import java.util.Optional;
import org.rankscope.io.RequestException;
import org.rankscope.runtime.cuda.CudaStatus;

/** ONNX Runtime's CUDA provider, looked at once per process, or until nothing stands in its way. */
final class CudaProvider {
    private static CudaStatus status;

    private CudaProvider() {}

    /** Whether it can be used here; where it can, it is loaded. */
    static synchronized CudaStatus status() {
        if (status == null) {
            status = CudaStatus.ofThisMachine(OnnxLibraries::knowCuda, CudaProvider::load);
        }
        return status;
    }

    /** Has an obstacle looked at anew; what is loaded stays. */
    static synchronized void forgetObstacle() {
        if (status != null && status.obstacle().isPresent()) {
            status = null;
        }
    }

    /** Has a session run on the device of {@code config}. */
    static void addTo(OrtSession.SessionOptions options, SessionConfig config) throws OrtException {
        status().obstacle().ifPresent(obstacle -> {
            throw new RuntimeFailure("CUDA can't be used here: " + obstacle.sentence());
        });
        try (OrtCUDAProviderOptions cuda =
                new OrtCUDAProviderOptions(config.device().index())) {
            // Doubling regions would hold up to twice what a step needs.
            cuda.add("arena_extend_strategy", "kSameAsRequested");
            cuda.add("use_tf32", config.tf32() ? "1" : "0");
            // The default tries every algorithm of each convolution before the first step.
            cuda.add("cudnn_conv_algo_search", "HEURISTIC");
            Optional<Long> limit = memoryLimit();
            if (limit.isPresent()) {
                cuda.add("gpu_mem_limit", String.valueOf(limit.get()));
            }
            options.addCUDA(cuda);
        }
        if (config.wholly()) {
            options.addConfigEntry("session.disable_cpu_ep_fallback", "1");
        }
    }

    /** Bytes that a process may take of a device for its tensors; empty for all there are. */
    private static Optional<Long> memoryLimit() {
        String set = Optional.ofNullable(System.getProperty("rankscope.gpu_mem_limit"))
                .orElse(System.getenv("RANKSCOPE_GPU_MEM_LIMIT"));
        if (set == null || set.isBlank()) {
            return Optional.empty();
        } else if (!set.strip().matches("[1-9]\\d{0,8}")) {
            throw new RequestException("RANKSCOPE_GPU_MEM_LIMIT is '" + set
                    + "'; expected a whole number of MiB, such as 16384, or nothing for all of a device's memory.");
        }
        return Optional.of(Long.parseLong(set.strip()) << 20);
    }

    private static Optional<String> load() {
        OnnxLibraries.prepareCudaProvider();
        try (NativeThread thread = new NativeThread()) {
            return thread.call(() -> {
                try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                    options.addCUDA();
                }
                return Optional.empty();
            });
        } catch (OrtException | IOException e) {
            return Optional.of(OnnxLibraries.cudaProviderProblem()
                    .orElseGet(() -> new RuntimeFailure("ONNX Runtime", e).reason()));
        }
    }
}
