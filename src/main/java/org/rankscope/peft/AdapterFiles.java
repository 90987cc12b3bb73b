package org.rankscope.peft;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rankscope.graph.DType;
import org.rankscope.graph.HalfNumbers;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Task;
import org.rankscope.onnx.OnnxAdapterFile;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/** Adapters on disk: PEFT directories with {@value #CONFIG} and {@value #WEIGHTS}, and what else they are read from. */
public final class AdapterFiles {
    public static final String CONFIG = "adapter_config.json";
    public static final String WEIGHTS = "adapter_model.safetensors";
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private AdapterFiles() {}

    /** The configuration of {@code adapter}: a PEFT directory, the weights file of one, or an {@code .onnx_adapter} file. */
    public static AdapterConfig readConfig(Path adapter) {
        if (OnnxAdapterFile.isNamedSo(adapter)) {
            return OnnxAdapterConfig.of(AdapterTensors.open(adapter));
        }
        Path directory = directory(adapter);
        AdapterConfig config = PeftConfigJson.parse(
                readJson(directory), directory.resolve(CONFIG).toString());
        TargetSpec feedForward = config.feedforwardModules();
        return AdapterConfigBuilder.builder(config)
                .targetModules(config.targetModules().asStored())
                .feedforwardModules(feedForward == null ? null : feedForward.asStored())
                .build();
    }

    /** Whether {@code adapter} is a folder with trained parameters of the model itself, which has no configuration. */
    public static boolean areOfTheModel(Path adapter) {
        return BaseParameters.isIn(adapter);
    }

    /** Where the configuration of {@code adapter} lies. */
    static Path directory(Path adapter) {
        return AdapterTensors.isFile(adapter) ? adapter.toAbsolutePath().getParent() : adapter;
    }

    /**
     * The values of {@code adapter}: a RequestException names the tensor that is missing, unknown or of another
     * shape.
     *
     * @param expected by this program's names
     * @param beside what else may be there, likewise
     */
    static Map<String, Tensor> values(
            Path adapter, Map<String, Shape> expected, Map<String, Shape> beside, AdapterLayout layout) {
        AdapterTensors file = AdapterTensors.open(adapter);
        Map<String, Shape> known = new LinkedHashMap<>(expected);
        beside.forEach(known::putIfAbsent);
        Map<String, String> stored = layout.namesInFile(List.copyOf(file.names()), known.keySet());
        stored.forEach((name, inFile) -> {
            if (!known.containsKey(name)) {
                throw new RequestException(file.file() + ": tensor '" + inFile + "' belongs to no layer that " + CONFIG
                        + " and the base model have; check that this is the adapter's base model.");
            }
        });
        Map<String, Tensor> values = new LinkedHashMap<>();
        known.forEach((name, shape) -> {
            if (expected.containsKey(name) || stored.containsKey(name)) {
                Tensor value = value(file, layout.nameInFile(name), stored.get(name), layout.shapeInFile(name, shape));
                values.put(name, layout.turn(name, value));
            }
        });
        return values;
    }

    /**
     * Writes an adapter to {@code dir}, which is made where it is missing; each file is replaced whole.
     *
     * @param stored the tensors of the file, under its names
     */
    static void write(
            Path dir, AdapterConfig config, List<AdaptedModule> adapted, BaseReference base, Map<String, Tensor> stored)
            throws IOException {
        write(dir, PeftConfigJson.toJson(config, adapted, base), stored);
    }

    /** The same with the fields of the configuration as they are to be written. */
    static void write(Path dir, Map<String, Object> config, Map<String, Tensor> stored) throws IOException {
        SafetensorsWriter.write(dir.resolve(WEIGHTS), stored, METADATA);
        StrictJson.write(dir.resolve(CONFIG), config);
    }

    /** Whether there is a PEFT directory for adapters of {@code config}. */
    public static boolean holds(AdapterConfig config) {
        return PeftConfigJson.format(config).isPresent();
    }

    /**
     * Brings an adapter that was saved to {@code dir} to what {@code source} holds of it: tensors in the type of those there,
     * if they have all the same, and what PEFT stores beside: weights of embeddings and heads that are adapted, and copies.
     */
    public static void restore(Path dir, Path source) throws IOException {
        AdapterTensors original = AdapterTensors.open(source);
        SafetensorsFile saved = SafetensorsFile.open(dir.resolve(WEIGHTS));
        Set<DType> types = original.dtypes();
        DType type = types.size() == 1 ? types.iterator().next() : DType.FLOAT;
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        saved.names().forEach(name -> tensors.put(name, HalfNumbers.narrowed(saved.tensor(name), type)));
        original.names().stream()
                .filter(name -> AdapterNames.isFrozenWeight(name) || AdapterNames.isCopy(name))
                .forEach(name -> tensors.putIfAbsent(name, original.tensor(name)));
        SafetensorsWriter.write(saved.path(), tensors, METADATA);
    }

    /** Bytes of the weights file that {@code method} stores. */
    public static long weightsBytes(AdapterMethod method) {
        return SafetensorsWriter.size(method.storedShapes(), METADATA);
    }

    /** What {@code adapter} says that it was trained on; empty if it doesn't say. */
    public static String baseModel(Path adapter) {
        return OnnxAdapterFile.isNamedSo(adapter)
                ? ""
                : readJson(directory(adapter)).path("base_model_name_or_path").asText("");
    }

    /** What {@code adapter} was trained for, if it says so and there is such a task here. */
    public static Optional<Task> task(Path adapter) {
        String type = OnnxAdapterFile.isNamedSo(adapter)
                ? ""
                : readJson(directory(adapter)).path("task_type").asText("");
        return Stream.of(Task.values())
                .filter(task -> task.peftName().stream().anyMatch(type::equals))
                .findFirst();
    }

    private static Tensor value(AdapterTensors file, String wanted, String inFile, Shape shape) {
        if (inFile == null) {
            throw new RequestException(file.file() + ": there is no tensor '" + wanted + "' "
                    + shape + ", which "
                    + CONFIG + " asks for.");
        } else if (!file.shape(inFile).equals(shape)) {
            throw new RequestException(file.file() + ": tensor '" + inFile + "' has the shape " + file.shape(inFile)
                    + ", expected "
                    + shape + " by " + CONFIG + " and the base model.");
        }
        return file.floats(inFile);
    }

    static JsonNode readJson(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new RequestException(
                    dir + ": no such folder; expected a PEFT adapter with " + CONFIG + " and " + WEIGHTS + ".");
        } else if (BaseParameters.isIn(dir)) {
            throw new RequestException(
                    dir + ": this folder holds parameters of the model itself, as 'full' and 'bitfit'"
                            + " leave them, and no adapter; make a model of their trial with 'rankscope export TRIAL --format"
                            + " merged --out DIR', and use that.");
        } else if (!Files.exists(dir.resolve(CONFIG))) {
            throw new RequestException(dir + ": there is no " + CONFIG + " in this folder, so that nobody knows the"
                    + " scaling of its updates; write one with peft_type, r, lora_alpha and target_modules.");
        }
        return StrictJson.readTree(dir.resolve(CONFIG));
    }
}
