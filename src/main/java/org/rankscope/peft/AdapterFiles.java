package org.rankscope.peft;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
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
     * The values of the adapter in {@code dir}: a RequestException names the tensor that is missing, unknown or of another
     * shape.
     *
     * @param expected by this program's names
     * @param beside what else may be there, likewise
     */
    static Map<String, Tensor> values(
            Path dir, Map<String, Shape> expected, Map<String, Shape> beside, AdapterLayout layout) {
        SafetensorsFile file = SafetensorsFile.open(weightsFile(dir));
        Map<String, Shape> known = new LinkedHashMap<>(expected);
        beside.forEach(known::putIfAbsent);
        Map<String, String> stored = layout.namesInFile(List.copyOf(file.names()), known.keySet());
        stored.forEach((name, inFile) -> {
            if (!known.containsKey(name)) {
                throw new RequestException(file.path() + ": tensor '" + inFile + "' belongs to no layer that " + CONFIG
                        + " and the base model have; check that this is the adapter's base model.");
            }
        });
        Map<String, Tensor> values = new LinkedHashMap<>();
        known.forEach((name, shape) -> {
            if (expected.containsKey(name) || stored.containsKey(name)) {
                values.put(
                        name, layout.turn(name, value(file, name, stored.get(name), layout.shapeInFile(name, shape))));
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
        SafetensorsWriter.write(dir.resolve(WEIGHTS), stored, METADATA);
        StrictJson.write(dir.resolve(CONFIG), PeftConfigJson.toJson(config, adapted, base));
    }

    /** Bytes of the weights file that {@code method} stores. */
    public static long weightsBytes(AdapterMethod method) {
        return SafetensorsWriter.size(method.storedShapes(), METADATA);
    }

    /** What the adapter in {@code dir} says that it was trained on; empty if it doesn't say. */
    public static String baseModel(Path dir) {
        return readJson(dir).path("base_model_name_or_path").asText("");
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
