package org.rankscope.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.util.Optional;
import org.rankscope.runtime.cuda.CudaStatus;

/** ONNX Runtime's CUDA provider, looked at once per process. */
final class CudaProvider {
    private static final class Found {
        static final CudaStatus STATUS = CudaStatus.ofThisMachine(OnnxLibraries::knowCuda, CudaProvider::load);
    }

    private CudaProvider() {}

    /** Whether it can be used here; where it can, it is loaded. */
    static CudaStatus status() {
        return Found.STATUS;
    }

    /** Has a session run on a device. */
    static void addTo(OrtSession.SessionOptions options, Device device) throws OrtException {
        status().obstacle().ifPresent(obstacle -> {
            throw new RuntimeFailure("CUDA can't be used here: " + obstacle.sentence());
        });
        options.addCUDA(device.index());
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
