package org.rankscope.peft;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.LinearModule;
import org.rankscope.model.hf.Widening;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/** A PEFT directory: {@value #CONFIG} and {@value #WEIGHTS}. */
public final class AdapterFiles {
    public static final String CONFIG = "adapter_config.json";
    public static final String WEIGHTS = "adapter_model.safetensors";
    private static final Map<String, String> METADATA = Map.of("format", "pt");
    private static final Set<DType> FLOATING = EnumSet.of(DType.FLOAT, DType.FLOAT16, DType.BFLOAT16);

    private AdapterFiles() {}

    /** The configuration of the adapter in {@code dir}. */
    public static AdapterConfig readConfig(Path dir) {
        return PeftConfigJson.parse(readJson(dir), dir.resolve(CONFIG).toString());
    }

    /**
     * The adapter in {@code dir}, checked against the linear layers of its base model: a RequestException names the
     * tensor that is missing, unknown or of another shape.
     */
    public static StoredAdapter read(Path dir, List<LinearModule> modules) {
        AdapterConfig config = readConfig(dir);
        List<AdaptedModule> adapted = TargetModules.match(config, modules);
        Map<String, Shape> expected = TrainableShapes.of(config, adapted, modules);
        AdapterLayout layout = new AdapterLayout(adapted, modules);
        SafetensorsFile file = SafetensorsFile.open(weightsFile(dir));
        Map<String, String> stored = new LinkedHashMap<>();
        Map<String, String> newer = new HashMap<>();
        modules.forEach(module -> newer.put(module.olderName(), module.name()));
        for (String name : file.names()) {
            String inner = AdapterNames.fromFile(name, file.path().toString());
            String module = AdapterNames.module(inner);
            stored.put(
                    expected.containsKey(inner)
                            ? inner
                            : newer.getOrDefault(module, module) + inner.substring(module.length()),
                    name);
        }
        stored.forEach((name, inFile) -> {
            if (!expected.containsKey(name)) {
                throw new RequestException(file.path() + ": tensor '" + inFile + "' belongs to no layer that " + CONFIG
                        + " and the base model have; check that this is the adapter's base model.");
            }
        });
        Map<String, Tensor> values = new LinkedHashMap<>();
        expected.forEach((name, shape) -> values.put(
                name, layout.turn(name, value(file, name, stored.get(name), layout.shapeInFile(name, shape)))));
        return new StoredAdapter(
                config, readJson(dir).path("base_model_name_or_path").asText(""), values);
    }

    /**
     * Writes an adapter to {@code dir}, which is made where it is missing; each file is replaced whole.
     *
     * @param values the trained tensors under this program's names
     */
    public static void write(
            Path dir,
            AdapterConfig config,
            List<AdaptedModule> adapted,
            List<LinearModule> modules,
            BaseReference base,
            Map<String, Tensor> values)
            throws IOException {
        Map<String, Tensor> tensors = new AdapterLayout(adapted, modules).toFile(values);
        SafetensorsWriter.write(dir.resolve(WEIGHTS), tensors, METADATA);
        StrictJson.write(dir.resolve(CONFIG), PeftConfigJson.toJson(config, adapted, base));
    }

    /** Bytes of the weights file of an adapter of {@code config} on a model with {@code modules}. */
    public static long weightsBytes(AdapterConfig config, List<LinearModule> modules) {
        List<AdaptedModule> adapted = TargetModules.match(config, modules);
        AdapterLayout layout = new AdapterLayout(adapted, modules);
        Map<String, Shape> shapes = new LinkedHashMap<>();
        TrainableShapes.of(config, adapted, modules)
                .forEach((name, shape) -> shapes.put(layout.nameInFile(name), layout.shapeInFile(name, shape)));
        return SafetensorsWriter.size(shapes, METADATA);
    }

    private static Tensor value(SafetensorsFile file, String name, String inFile, Shape shape) {
        if (inFile == null) {
            throw new RequestException(file.path() + ": there is no tensor '" + AdapterNames.PREFIX + name + "' "
                    + shape + ", which "
                    + CONFIG + " asks for.");
        } else if (!file.shape(inFile).equals(shape)) {
            throw new RequestException(file.path() + ": tensor '" + inFile + "' has the shape " + file.shape(inFile)
                    + ", expected "
                    + shape + " by " + CONFIG + " and the base model.");
        } else if (!FLOATING.contains(file.dtype(inFile))) {
            throw new RequestException(file.path() + ": tensor '" + inFile + "' is stored as " + file.dtype(inFile)
                    + ", expected one of " + FLOATING + ".");
        }
        return Widening.toFloat(file.tensor(inFile));
    }

    static JsonNode readJson(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new RequestException(
                    dir + ": no such folder; expected a PEFT adapter with " + CONFIG + " and " + WEIGHTS + ".");
        } else if (!Files.exists(dir.resolve(CONFIG))) {
            throw new RequestException(dir + ": there is no " + CONFIG + " in this folder; expected a PEFT adapter.");
        }
        return StrictJson.readTree(dir.resolve(CONFIG));
    }

    static Path weightsFile(Path dir) {
        if (!Files.exists(dir.resolve(WEIGHTS))) {
            throw new RequestException(dir + ": there is no " + WEIGHTS + " in this folder"
                    + (Files.exists(dir.resolve("adapter_model.bin"))
                            ? "; its adapter_model.bin must be saved as safetensors first."
                            : "."));
        }
        return dir.resolve(WEIGHTS);
    }
}
