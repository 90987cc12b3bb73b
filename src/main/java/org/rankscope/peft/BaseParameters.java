package org.rankscope.peft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ModelGraph;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/** Training parameters of the base model itself: all of them (full fine-tuning) or biases (BitFit: {@link BiasMask}). */
final class BaseParameters implements AdapterMethod {
    /** The trained parameters, under the names of the model's file. */
    static final String FILE = "model.safetensors";

    private final Map<String, Shape> trainable = new LinkedHashMap<>();
    private final Map<String, String> storedNames = new LinkedHashMap<>();

    BaseParameters(ModelGraph model, Predicate<String> trained) {
        model.parameters().forEach((name, shape) -> {
            if (trained.test(name)) {
                trainable.put(name, shape);
                storedNames.put(name, model.storedName(name));
            }
        });
    }

    /**
     * What {@code directory} holds of {@code model}; empty if it is no such folder.
     *
     * @throws RequestException naming a tensor that is none of the model's
     */
    static Optional<BaseParameters> in(Path directory, ModelGraph model) {
        if (!isIn(directory)) {
            return Optional.empty();
        }
        SafetensorsFile file = SafetensorsFile.open(directory.resolve(FILE));
        BaseParameters found = new BaseParameters(model, name -> file.names().contains(model.storedName(name)));
        Set<String> unknown = new TreeSet<>(file.names());
        unknown.removeAll(found.storedNames.values());
        if (!unknown.isEmpty()) {
            throw new RequestException(file.path() + ": tensor '"
                    + unknown.iterator().next()
                    + "' is none of the base model's parameters; check that this is the model that was trained.");
        }
        return Optional.of(found);
    }

    /** Whether {@code directory} is what {@link #save} leaves, with no configuration beside it. */
    static boolean isIn(Path directory) {
        return Files.exists(directory.resolve(FILE))
                && !Files.exists(directory.resolve(AdapterFiles.CONFIG))
                && !Files.exists(directory.resolve(AdapterFiles.WEIGHTS));
    }

    @Override
    public Injected inject(Graph base, Mode mode) {
        return new Injected(base, List.of());
    }

    @Override
    public Map<String, Shape> trainable() {
        return trainable;
    }

    @Override
    public Map<String, Shape> storedShapes() {
        Map<String, Shape> stored = new LinkedHashMap<>();
        trainable.forEach((name, shape) -> stored.put(storedNames.get(name), shape));
        return stored;
    }

    @Override
    public Map<String, Tensor> stored(Map<String, Tensor> values) {
        Map<String, Tensor> stored = new LinkedHashMap<>();
        values.forEach((name, value) -> stored.put(storedNames.get(name), value));
        return stored;
    }

    @Override
    public Map<String, Tensor> initialValues(BaseModel model, long seed) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        trainable.keySet().forEach(name -> values.put(name, model.weight(name)));
        return values;
    }

    @Override
    public Map<String, Tensor> merged(BaseModel model, Map<String, Tensor> values) {
        return values;
    }

    @Override
    public long save(Path directory, BaseReference base, Map<String, Tensor> values) throws IOException {
        SafetensorsWriter.write(directory.resolve(FILE), stored(values), Map.of("format", "pt"));
        return Files.size(directory.resolve(FILE));
    }

    @Override
    public Map<String, Tensor> load(Path directory) {
        SafetensorsFile file = SafetensorsFile.open(directory.resolve(FILE));
        Map<String, Tensor> values = new LinkedHashMap<>();
        trainable.forEach((name, shape) -> {
            String stored = storedNames.get(name);
            if (!file.names().contains(stored) || !file.shape(stored).equals(shape)) {
                throw new RequestException(file.path() + ": expected a tensor '" + stored + "' " + shape + ".");
            }
            values.put(name, file.tensor(stored));
        });
        return values;
    }
}
