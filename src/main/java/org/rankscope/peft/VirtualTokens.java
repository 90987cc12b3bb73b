package org.rankscope.peft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ModelGraph;

/**
 * Trained tokens in front of each row, which are none of the vocabulary: one tensor {@value #EMBEDDINGS} with a row a token,
 * and whole modules beside it where they are asked for. What a row of it is, and where it goes in, is for the method to say.
 *
 * <p>A head for classes is stored with them, trained or not: PEFT puts virtual tokens into such a model only under a task with
 * classes ({@code PeftModelForSequenceClassification}), and then takes the head from the adapter's file.
 */
abstract class VirtualTokens implements AdapterMethod {
    /** The trained tensor, here and in PEFT's file. */
    static final String EMBEDDINGS = "prompt_embeddings";

    private final AdapterConfig config;
    private final ModelGraph model;
    private final Map<String, Shape> trainable = new LinkedHashMap<>();
    private final Map<String, Shape> head = new LinkedHashMap<>();

    /**
     * For {@code config} on {@code model}.
     *
     * @param rowSize numbers that are trained for each token
     * @throws RequestException saying what of {@code config} the model can't have
     */
    VirtualTokens(AdapterConfig config, ModelGraph model, long rowSize) {
        this.config = config;
        this.model = model;
        if (config.capacity() < 1) {
            throw new RequestException(
                    "num_virtual_tokens must be a whole number of at least 1, found " + config.capacity() + ".");
        }
        SavedParameters.check(config, model);
        trainable.put(EMBEDDINGS, Shape.of(config.capacity(), rowSize));
        trainable.putAll(SavedParameters.shapes(config, List.of(), model));
        head.putAll(SavedParameters.shapes(withHead(), List.of(), model));
        head.keySet().removeAll(trainable.keySet());
    }

    /** The configuration with PEFT's default for classes: their head is in the adapter. */
    private AdapterConfig withHead() {
        return config.savingAlso(Set.copyOf(PeftConfigJson.HEADS));
    }

    static String name(AdapterConfig config) {
        return config.method().json();
    }

    /** How many there are. */
    final int count() {
        return config.capacity();
    }

    final Shape shape() {
        return trainable.get(EMBEDDINGS);
    }

    @Override
    public final Graph base(ModelGraph model, int batchSize, int sequenceLength) {
        int room = model.maxSequenceLength() - count();
        if (sequenceLength > room) {
            throw new RequestException("num_virtual_tokens: " + count() + " virtual tokens in front of rows of "
                    + sequenceLength + " are more than the " + model.maxSequenceLength()
                    + " positions that the model takes; "
                    + (room > 0 ? "take rows of at most " + room + " tokens." : "take fewer virtual tokens."));
        }
        return forward(model, batchSize, sequenceLength);
    }

    /** The graph for {@link #inject}, whose rows with the virtual tokens fit the model. */
    abstract Graph forward(ModelGraph model, int batchSize, int sequenceLength);

    @Override
    public final Map<String, Shape> trainable() {
        return trainable;
    }

    @Override
    public final Map<String, Tensor> initialValues(BaseModel model, long seed) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        trainable
                .keySet()
                .forEach(name -> values.put(
                        name,
                        name.equals(EMBEDDINGS)
                                ? Tensor.ofFloats(
                                        shape(), start(model, new SplittableRandom(seed * 31 + name.hashCode())))
                                : model.weight(name)));
        return values;
    }

    /** The head as it is in the base model. */
    @Override
    public final Map<String, Tensor> fixedValues(BaseModel model, long seed) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        head.keySet().forEach(name -> values.put(name, model.weight(name)));
        return values;
    }

    /** Where the tokens begin, one after the other, so that few begin as the first of many do. */
    abstract float[] start(BaseModel model, SplittableRandom random);

    @Override
    public final Map<String, Tensor> merged(BaseModel model, Map<String, Tensor> values) {
        throw new RequestException("adapter.method: what " + name(config)
                + " trains are tokens in front of each row, which can't be written as weights of the model; keep the"
                + " adapter beside the model, or choose lora.");
    }

    @Override
    public final Map<String, Shape> storedShapes() {
        Map<String, Shape> stored = new LinkedHashMap<>(trainable);
        stored.putAll(head);
        return layout().shapes(stored);
    }

    @Override
    public final Map<String, Tensor> stored(Map<String, Tensor> values) {
        return layout().toFile(values);
    }

    private AdapterLayout layout() {
        return new AdapterLayout(AdapterNames.OUTER_PREFIX, Set.of(), model);
    }

    @Override
    public final long save(Path directory, BaseReference base, Map<String, Tensor> values) throws IOException {
        boolean holdsHead = !head.isEmpty() && values.keySet().containsAll(head.keySet());
        Map<String, Object> json = PeftConfigJson.toJson(holdsHead ? withHead() : config, List.of(), base);
        json.putAll(ownFields());
        AdapterFiles.write(directory, json, stored(values));
        return Files.size(directory.resolve(AdapterFiles.WEIGHTS));
    }

    /** What else PEFT's configuration says: sizes of the model, and how rows of the tensor are to be read. */
    abstract Map<String, Object> ownFields();

    @Override
    public final Map<String, Tensor> load(Path directory) {
        AdapterConfig found = AdapterFiles.readConfig(directory);
        if (found.method() != config.method() || found.capacity() != count()) {
            throw new RequestException(
                    directory + ": this adapter is of the method " + name(found) + " with the capacity "
                            + found.capacity() + ", expected " + name(config) + " with " + count()
                            + "; leave 'adapter' out to take its configuration, or give both the same method and num_virtual_tokens.");
        }
        return AdapterFiles.values(directory, trainable, head, layout());
    }
}
