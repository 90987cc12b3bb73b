package org.rankscope.model.hf;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.DelegatingGraph;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.NoiseSchedule;
import org.rankscope.model.Task;
import org.rankscope.model.Tokenizer;

/** A Hugging Face directory as a {@link BaseModel}: config.json, safetensors, tokenizer.json. */
public final class HuggingFaceModel extends DelegatingGraph implements BaseModel {
    private static final String CONFIG = "config.json";

    private final Path directory;
    private final HeadSpec head;
    private final CheckpointFiles files;
    private final Network network;
    private final CheckpointWeights weights;
    private final StoredHead stored;
    private final Set<String> freshModules = new TreeSet<>();

    private HuggingFaceModel(Path directory, HeadSpec head, CheckpointFiles files, Network network) {
        super(new NetworkGraph(network));
        this.directory = directory;
        this.head = head;
        this.files = files;
        this.network = network;
        this.stored = StoredHead.read(directory.resolve(CONFIG), head);
        Set<String> passedOver = new TreeSet<>();
        if (stored.isPassedOver()) {
            linearModules().stream()
                    .filter(module -> module.head()
                            && module.outFeatures() == outputSize()
                            && headModule(module.weightName()).isPresent())
                    .forEach(module -> passedOver.addAll(List.of(module.weightName(), module.biasName())));
        }
        Map<String, Shape> wanted = new LinkedHashMap<>(parameters());
        wanted.keySet().removeAll(passedOver);
        this.weights =
                CheckpointWeights.of(files, wanted, network.storedNames().ignoring(passedOver), name -> headModule(name)
                        .isPresent());
        for (String parameter : parameters().keySet()) {
            if (!weights.holds(parameter)) {
                freshModules.add(headModule(parameter).orElseThrow());
            }
        }
    }

    /**
     * Opens {@code directory} with the head that a task asks for.
     *
     * @throws RequestException if a file is missing, broken, or does not fit the others, or the task
     */
    public static HuggingFaceModel open(Path directory, HeadSpec head) {
        if (!Files.isDirectory(directory)) {
            throw new RequestException(
                    directory
                            + ": no such folder; expected a Hugging Face model with config.json, model.safetensors and tokenizer.json.");
        }
        Network described = Architecture.read(directory.resolve(CONFIG), head);
        CheckpointFiles files = CheckpointFiles.open(directory);
        return new HuggingFaceModel(
                directory, head, files, described.heldBy(files.fileOf().keySet()));
    }

    /** Opens a language model. */
    public static HuggingFaceModel open(Path directory) {
        return open(directory, HeadSpec.of(Task.CAUSAL_LM));
    }

    /** A model as its {@code config.json} alone defines it. */
    public static ModelGraph graph(Path configJson, HeadSpec head) {
        return new NetworkGraph(Architecture.read(configJson, head));
    }

    /** A model as its {@code config.json} alone defines it, with the head that the checkpoint has. */
    public static ModelGraph graph(Path configJson) {
        return graph(configJson, HeadSpec.of(Architecture.taskOf(configJson)));
    }

    /** The module of the head that {@code parameter} belongs to; empty for those that a checkpoint must hold. */
    private Optional<String> headModule(String parameter) {
        return network.headModules().stream()
                .filter(module -> parameter.startsWith(module + "."))
                .findFirst();
    }

    @Override
    public String description() {
        long count = parameters().values().stream().mapToLong(Shape::elements).sum();
        String stored = parameters().keySet().stream()
                .filter(weights::holds)
                .map(name -> weights.storedDtype(name) == DType.FLOAT
                        ? "float32"
                        : weights.storedDtype(name).name().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
        return String.format(Locale.ROOT, "%s · %,d weights · %s", network.description(), count, stored);
    }

    @Override
    public List<String> notes() {
        return stored.notes(freshModules, network.labels());
    }

    @Override
    public Set<String> freshModules() {
        return freshModules;
    }

    @Override
    public String storedName(String name) {
        return weights.holds(name) ? weights.storedName(name) : super.storedName(name);
    }

    @Override
    public Tensor weight(String parameter) {
        return parameters().containsKey(parameter) && !weights.holds(parameter)
                ? FreshWeights.of(parameter, parameters().get(parameter), network.initializerRange())
                : weights.weight(parameter);
    }

    @Override
    public Tensor weight(String parameter, DType half) {
        return weights.holds(parameter) && weights.storedDtype(parameter) == half
                ? weights.stored(parameter)
                : BaseModel.super.weight(parameter, half);
    }

    @Override
    public void read(String parameter, FloatBuffer target) {
        if (weights.holds(parameter)) {
            weights.read(parameter, target);
        } else {
            BaseModel.super.read(parameter, target);
        }
    }

    /**
     * Writes a copy of the model, head and all, with other values for some parameters.
     *
     * @param target an empty folder
     * @param changed by this program's names
     */
    public void copyTo(Path target, Map<String, Tensor> changed) throws IOException {
        // A checkpoint without the model's prefix can't hold a head: its tensors would be taken for the model's.
        boolean addsHead = changed.keySet().stream().anyMatch(name -> !weights.holds(name));
        StoredNames names = network.storedNames();
        String prefix = addsHead && names.isBare(files.fileOf().keySet()) ? names.prefix() : "";
        Map<String, Tensor> stored = new LinkedHashMap<>();
        changed.forEach((name, value) ->
                stored.put(weights.holds(name) ? prefix + weights.storedName(name) : names.stored(name), value));
        new CheckpointCopy(directory, files).write(target, stored, prefix);
        CopiedConfig config = CopiedConfig.read(directory.resolve(CONFIG));
        config.head(head.task(), network.labels(), outputSize());
        config.write(target.resolve(CONFIG));
    }

    @Override
    public int padTokenId() {
        return network.fillTokenId();
    }

    @Override
    public OptionalInt decoderStartTokenId() {
        return network.decoderStartTokenId();
    }

    @Override
    public List<String> labels() {
        return network.labels();
    }

    @Override
    public Optional<ImageSettings> images() {
        return network.images().map(defaults -> ImageProcessor.read(directory.resolve(ImageProcessor.FILE), defaults));
    }

    @Override
    public Optional<NoiseSchedule> noise() {
        return network.noise();
    }

    @Override
    public Optional<String> chatTemplate() {
        return new ChatSettings(directory).template();
    }

    @Override
    public Map<String, String> specialTokens() {
        return new ChatSettings(directory).specialTokens();
    }

    @Override
    public Tokenizer openTokenizer() {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.open(directory.resolve("tokenizer.json"));
        try {
            tokenizer.checkFits(vocabSize());
        } catch (RequestException e) {
            tokenizer.close();
            throw e;
        }
        return tokenizer;
    }

    @Override
    public void close() {
        // Mapped files are released when the last view of them is.
    }
}
