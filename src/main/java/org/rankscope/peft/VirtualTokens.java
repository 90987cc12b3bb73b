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
import org.rankscope.model.AttentionShape;
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
    private final int submodules;
    private final Map<String, Shape> trainable = new LinkedHashMap<>();
    private final Map<String, Shape> head = new LinkedHashMap<>();

    /**
     * For {@code config} on {@code model}.
     *
     * @param submodules {@link #submodules(AdapterConfig, ModelGraph, boolean)}
     * @param shape of what is trained
     * @throws RequestException saying what of {@code config} the model can't have
     */
    VirtualTokens(AdapterConfig config, ModelGraph model, int submodules, Shape shape) {
        this.config = config;
        this.model = model;
        this.submodules = submodules;
        if (config.capacity() < 1) {
            throw new RequestException(
                    "num_virtual_tokens must be a whole number of at least 1, found " + config.capacity() + ".");
        }
        SavedParameters.check(config, model);
        trainable.put(EMBEDDINGS, shape);
        trainable.putAll(SavedParameters.shapes(config, List.of(), model));
        head.putAll(SavedParameters.shapes(withHead(), List.of(), model));
        head.keySet().removeAll(trainable.keySet());
    }

    /**
     * How many stacks of blocks PEFT counts in {@code model}: two are an encoder and a decoder.
     *
     * @param orOne whether a configuration may say 1 of an encoder and a decoder
     * @throws RequestException if {@code config} says another number
     */
    static int submodules(AdapterConfig config, ModelGraph model, boolean orOne) {
        int usual = isEncoderDecoder(model) ? 2 : 1;
        Integer stated = config.numTransformerSubmodules();
        if (stated != null && stated != usual && !(stated == 1 && orOne)) {
            throw new RequestException(
                    "num_transformer_submodules is " + stated + " for " + name(config) + ", expected " + usual
                            + " for a model "
                            + (usual == 1 ? "that is no encoder with a decoder" : "of an encoder and a decoder")
                            + "; leave it out.");
        }
        return stated == null ? usual : stated;
    }

    /** Whether {@code model} is an encoder and a decoder. */
    static boolean isEncoderDecoder(ModelGraph model) {
        return model.attention().filter(AttentionShape::isBesideEncoder).isPresent();
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
        json.put(VirtualTokensFormat.SUBMODULES, submodules);
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
