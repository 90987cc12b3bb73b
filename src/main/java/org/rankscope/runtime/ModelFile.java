package org.rankscope.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtLoraAdapter;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.Tensor;

/**
 * An {@code .onnx} file as any program runs it: opened by its path with ONNX Runtime's own settings, and run with an
 * {@code .onnx_adapter} file or without one. Not for several threads.
 */
public final class ModelFile implements AutoCloseable {
    private final OrtEnvironment environment = OnnxLibraries.environment();
    private final OrtSession session;

    private ModelFile(Path onnx) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(Devices.cores());
            // Whatever is an error is thrown too; standard error is for sentences.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            session = environment.createSession(onnx.toString(), options);
        }
    }

    /** Opens {@code onnx}; throws {@link RuntimeFailure} where the runtime doesn't take it. */
    public static ModelFile open(Path onnx) {
        try {
            return new ModelFile(onnx);
        } catch (OrtException e) {
            throw new RuntimeFailure("ONNX Runtime doesn't take " + onnx, e);
        }
    }

    /**
     * One output of a run.
     *
     * @param adapter an {@code .onnx_adapter} file, whose tensors take the place of inputs of their names
     */
    public Tensor run(Map<String, Tensor> inputs, String output, Optional<Path> adapter) {
        Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
        try (OrtSession.RunOptions options = new OrtSession.RunOptions();
                OrtLoraAdapter loaded = adapter.isPresent()
                        ? OrtLoraAdapter.create(adapter.get().toString())
                        : null) {
            options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            if (loaded != null) {
                options.addActiveLoraAdapter(loaded);
            }
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                feeds.put(input.getKey(), Session.wrap(environment, input.getValue()));
            }
            try (OrtSession.Result result = session.run(feeds, options)) {
                return new Session.Results(result).tensor(output);
            }
        } catch (OrtException e) {
            throw new RuntimeFailure("ONNX Runtime failed", e);
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new RuntimeFailure("Closing a session failed", e);
        }
    }
}
