package org.rankscope.model.hf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.LinearModule;
import org.rankscope.model.Tokenizer;

/** A Hugging Face directory as a {@link BaseModel}: config.json, safetensors, tokenizer.json. */
public final class HuggingFaceModel implements BaseModel {
    private final Path directory;
    private final LlamaConfig config;
    private final LlamaGraph graph;
    private final CheckpointWeights weights;

    private HuggingFaceModel(Path directory, LlamaConfig config, CheckpointWeights weights) {
        this.directory = directory;
        this.config = config;
        this.graph = new LlamaGraph(config);
        this.weights = weights;
    }

    /**
     * Opens {@code directory}.
     *
     * @throws RequestException if a file is missing, broken, or does not fit the others
     */
    public static HuggingFaceModel open(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new RequestException(
                    directory
                            + ": no such folder; expected a Hugging Face model with config.json, model.safetensors and tokenizer.json.");
        }
        LlamaConfig config = LlamaConfig.read(directory.resolve("config.json"));
        return new HuggingFaceModel(directory, config, CheckpointWeights.open(directory, config.parameters()));
    }

    public LlamaConfig config() {
        return config;
    }

    @Override
    public String description() {
        long count =
                config.parameters().values().stream().mapToLong(Shape::elements).sum();
        return String.format(
                Locale.ROOT,
                "Llama · %d layers · %,d weights · %s",
                config.numHiddenLayers(),
                count,
                config.storedDtype());
    }

    @Override
    public Map<String, Shape> parameters() {
        return graph.parameters();
    }

    @Override
    public Tensor weight(String parameter) {
        return weights.weight(parameter);
    }

    @Override
    public List<LinearModule> linearModules() {
        return graph.linearModules();
    }

    @Override
    public List<Value> inputs(int batchSize, int sequenceLength) {
        return graph.inputs(batchSize, sequenceLength);
    }

    @Override
    public int outputSize() {
        return graph.outputSize();
    }

    @Override
    public int vocabSize() {
        return graph.vocabSize();
    }

    @Override
    public int maxSequenceLength() {
        return graph.maxSequenceLength();
    }

    @Override
    public int padTokenId() {
        return config.fillTokenId();
    }

    @Override
    public Graph forward(int batchSize, int sequenceLength) {
        return graph.forward(batchSize, sequenceLength);
    }

    @Override
    public Tokenizer openTokenizer() {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.open(directory.resolve("tokenizer.json"));
        try {
            tokenizer.checkFits(config.vocabSize());
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
