package org.rankscope.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.onnx.OnnxWriter;

/**
 * A graph that can be run. Parameters are used where they lie (mapped files included) and must not change while the
 * session is open. One run at a time.
 */
public final class Session implements AutoCloseable {
    private final OrtEnvironment environment = OnnxLibraries.environment();
    private final List<AutoCloseable> held = new ArrayList<>();
    private final NativeThread thread;
    private final OrtSession session;
    private final OrtSession.RunOptions runOptions;

    private Session(
            byte[] model,
            Collection<String> parameterNames,
            Function<String, Tensor> parameters,
            SessionConfig config,
            NativeThread thread)
            throws OrtException, IOException {
        this.thread = thread;
        try {
            session = create(model, parameterNames, parameters, config);
            runOptions = new OrtSession.RunOptions();
            runOptions.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        } catch (OrtException | IOException | RuntimeException | Error e) {
            releaseHeld(e);
            throw e;
        }
    }

    private OrtSession create(
            byte[] model, Collection<String> parameterNames, Function<String, Tensor> parameters, SessionConfig config)
            throws OrtException, IOException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        held.add(options);
        RuntimeOptions.set(options, config, !parameterNames.isEmpty());
        Map<String, OnnxTensorLike> weights = new LinkedHashMap<>();
        for (String parameter : parameterNames) {
            weights.put(parameter, wrap(parameters.apply(parameter)));
        }
        if (config.device().isCuda()) {
            // Copied to the device while the session opens; what lies in host memory is not needed any more then.
            options.addExternalInitializers(weights);
        } else {
            for (Map.Entry<String, OnnxTensorLike> weight : weights.entrySet()) {
                held.add(weight.getValue());
                options.addInitializer(weight.getKey(), weight.getValue());
            }
        }
        Path elsewhere = Files.createTempDirectory("rankscope");
        try {
            // The runtime checks that the file exists which initializers name, also where it is given their data.
            Files.createFile(elsewhere.resolve(OnnxWriter.BOUND_LATER));
            options.addConfigEntry("session.model_external_initializers_file_folder_path", elsewhere.toString());
            return environment.createSession(model, options);
        } finally {
            if (config.device().isCuda()) {
                weights.values().forEach(OnnxTensorLike::close);
            }
            Files.deleteIfExists(elsewhere.resolve(OnnxWriter.BOUND_LATER));
            Files.deleteIfExists(elsewhere);
        }
    }

    /** Gives native memory back where opening failed with {@code failure}. */
    private void releaseHeld(Throwable failure) {
        for (AutoCloseable resource : held) {
            try {
                resource.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }

    /**
     * Opens a session.
     *
     * @param parameters gives each parameter of {@code graph} by name, in its shape
     */
    public static Session open(Graph graph, Function<String, Tensor> parameters, SessionConfig config) {
        List<String> names = graph.parameters().stream().map(Value::name).toList();
        SessionConfig fitting = WeightFolding.concerns(graph) ? config.alsoWithout("ConstantFolding") : config;
        return open(OnnxWriter.toBytes(graph), names, parameters, fitting);
    }

    /**
     * Opens a session on the bytes of an ONNX model.
     *
     * @param parameterNames initializers whose data the model looks for in {@link OnnxWriter#BOUND_LATER}
     * @param parameters gives each of them by name, in its type and shape
     */
    public static Session open(
            byte[] model,
            Collection<String> parameterNames,
            Function<String, Tensor> parameters,
            SessionConfig config) {
        NativeThread thread = new NativeThread();
        try {
            return thread.call(() -> new Session(model, parameterNames, parameters, config, thread));
        } catch (OrtException | IOException e) {
            thread.close();
            throw new RuntimeFailure("ONNX Runtime doesn't take the graph", e);
        } catch (RuntimeException | Error e) {
            thread.close();
            throw e;
        }
    }

    /**
     * What the runtime knows of an output before any run.
     *
     * @param dtype empty for a type that graphs here don't hold
     * @param dims sizes, -1 where they are open; empty for a scalar and also where the number of axes is open
     */
    public record OutputInfo(Optional<DType> dtype, List<Long> dims) {
        public OutputInfo {
            dims = List.copyOf(dims);
        }
    }

    /** What the runtime found out about each output when it opened the graph. */
    public Map<String, OutputInfo> outputs() {
        Map<String, OutputInfo> outputs = new LinkedHashMap<>();
        try {
            session.getOutputInfo().forEach((name, node) -> {
                if (node.getInfo() instanceof TensorInfo tensor) {
                    List<Long> dims = LongStream.of(tensor.getShape()).boxed().toList();
                    outputs.put(name, new OutputInfo(known(tensor.type), dims));
                } else {
                    outputs.put(name, new OutputInfo(Optional.empty(), List.of()));
                }
            });
        } catch (OrtException e) {
            throw new RuntimeFailure("ONNX Runtime failed", e);
        }
        return outputs;
    }

    /** The results of a run. Close it when its tensors are no longer read. */
    public static final class Results implements AutoCloseable {
        private final OrtSession.Result result;

        Results(OrtSession.Result result) {
            this.result = result;
        }

        /** A copy in memory of its own. */
        public Tensor tensor(String output) {
            OnnxTensor tensor = onnxTensor(output);
            TensorInfo info = tensor.getInfo();
            ByteBuffer source = tensor.getByteBuffer();
            ByteBuffer copy =
                    ByteBuffer.allocateDirect(source.remaining()).put(source).flip();
            return new Tensor(dtype(output), Shape.of(info.getShape()), copy);
        }

        /** Element type of an output; throws RuntimeFailure for one that graphs here don't hold. */
        public DType dtype(String output) {
            return Session.dtype(onnxTensor(output).getInfo().type);
        }

        public Shape shape(String output) {
            return Shape.of(onnxTensor(output).getInfo().getShape());
        }

        private OnnxTensor onnxTensor(String output) {
            OnnxValue value = result.get(output)
                    .orElseThrow(() -> new IllegalArgumentException("The run gave no output '" + output + "'."));
            return (OnnxTensor) value;
        }

        @Override
        public void close() {
            result.close();
        }
    }

    /** Runs the graph on tensors in host memory. */
    public Results run(Map<String, Tensor> inputs) {
        return run(inputs, null, Map.of());
    }

    /**
     * Runs the graph.
     *
     * @param carriedFrom results of an earlier run, some of which are fed back; may be null if {@code carried} is empty
     * @param carried input name to output name of {@code carriedFrom}: fed without passing through Java
     */
    public Results run(Map<String, Tensor> inputs, Results carriedFrom, Map<String, String> carried) {
        return run(inputs, carriedFrom, carried, session.getOutputNames());
    }

    /** Runs only as much of the graph as {@code outputs} take. */
    public Results run(Map<String, Tensor> inputs, Set<String> outputs) {
        return run(inputs, null, Map.of(), outputs);
    }

    /**
     * Runs the graph and writes some of its outputs into {@code places}, tensors by the outputs' names, of their shapes. They
     * may lie on inputs where all that reads such an input has run by the time that the output is written, and what writes it
     * reads each number before it writes it.
     *
     * @return the other outputs
     */
    public Results runInto(Map<String, Tensor> inputs, Map<String, Tensor> places) {
        Set<String> others = new LinkedHashSet<>(session.getOutputNames());
        others.removeAll(places.keySet());
        Map<String, OnnxTensor> targets = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Tensor> place : places.entrySet()) {
                targets.put(place.getKey(), wrap(place.getValue()));
            }
            return run(inputs, null, Map.of(), others, targets);
        } catch (OrtException e) {
            throw new RuntimeFailure("ONNX Runtime failed", e);
        } finally {
            targets.values().forEach(OnnxTensor::close);
        }
    }

    private Results run(
            Map<String, Tensor> inputs, Results carriedFrom, Map<String, String> carried, Set<String> outputs) {
        return run(inputs, carriedFrom, carried, outputs, Map.of());
    }

    private Results run(
            Map<String, Tensor> inputs,
            Results carriedFrom,
            Map<String, String> carried,
            Set<String> outputs,
            Map<String, OnnxTensor> targets) {
        Map<String, OnnxTensorLike> feeds = new LinkedHashMap<>();
        List<OnnxTensor> own = new ArrayList<>();
        try {
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                OnnxTensor tensor = wrap(input.getValue());
                own.add(tensor);
                feeds.put(input.getKey(), tensor);
            }
            carried.forEach((input, output) -> feeds.put(input, carriedFrom.onnxTensor(output)));
            return new Results(thread.call(() -> session.run(feeds, outputs, targets, runOptions)));
        } catch (OrtException | IOException e) {
            throw new RuntimeFailure("ONNX Runtime failed", e);
        } finally {
            own.forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        try {
            runOptions.close();
            session.close();
            for (AutoCloseable resource : held) {
                resource.close();
            }
            thread.close();
        } catch (Exception e) {
            throw new RuntimeFailure("Closing a session failed", e);
        }
    }

    private OnnxTensor wrap(Tensor tensor) throws OrtException {
        return wrap(environment, tensor);
    }

    /** The tensor where it lies. */
    static OnnxTensor wrap(OrtEnvironment environment, Tensor tensor) throws OrtException {
        ByteBuffer data = tensor.data().duplicate().order(tensor.data().order());
        return OnnxTensor.createTensor(environment, data, tensor.shape().toArray(), javaType(tensor.dtype()));
    }

    private static OnnxJavaType javaType(DType dtype) {
        return OnnxJavaType.valueOf(dtype.name());
    }

    private static DType dtype(OnnxJavaType type) {
        return known(type)
                .orElseThrow(() -> new RuntimeFailure(
                        "A value is of type " + type + "; expected one of " + List.of(DType.values()) + "."));
    }

    private static Optional<DType> known(OnnxJavaType type) {
        return Stream.of(DType.values())
                .filter(dtype -> dtype.name().equals(type.name()))
                .findFirst();
    }
}
