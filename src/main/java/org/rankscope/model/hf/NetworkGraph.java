package org.rankscope.model.hf;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.model.AttentionShape;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;

/** A model as its config.json alone defines it. Parameters and linear layers are those that its forward pass asks for. */
final class NetworkGraph implements ModelGraph {
    /** Nothing that is asked for depends on the number of rows or tokens; two tokens are the fewest that a task takes. */
    private static final int ANY_BATCH = 1;

    private static final int ANY_LENGTH = 2;

    private final Network network;
    private final Layers asked;

    NetworkGraph(Network network) {
        this.network = network;
        this.asked = new Layers("model", ANY_BATCH, ANY_LENGTH);
        asked.forward(network);
    }

    Network network() {
        return network;
    }

    @Override
    public Map<String, Shape> parameters() {
        return asked.parameters();
    }

    @Override
    public String storedName(String name) {
        return network.storedNames().stored(name);
    }

    @Override
    public List<LinearModule> linearModules() {
        return asked.linearModules().stream().map(this::withOlderName).toList();
    }

    @Override
    public List<LinearModule> embeddings() {
        return asked.embeddings().stream().map(this::withOlderName).toList();
    }

    private LinearModule withOlderName(LinearModule module) {
        String stored = storedName(module.name() + ".weight");
        return module.withOlderName(stored.substring(0, stored.lastIndexOf('.')));
    }

    @Override
    public double embeddingScale() {
        return network.embeddingScale();
    }

    @Override
    public List<Value> inputs(int batchSize, int sequenceLength) {
        return network.inputs(batchSize, sequenceLength);
    }

    @Override
    public int outputSize() {
        return network.outputSize();
    }

    @Override
    public int vocabSize() {
        return network.vocabSize();
    }

    @Override
    public OptionalInt valuesOf(String input) {
        return network.valuesOf(input);
    }

    @Override
    public int maxSequenceLength() {
        return network.maxSequenceLength();
    }

    @Override
    public Graph forward(int batchSize, int sequenceLength) {
        return new Layers("model", batchSize, sequenceLength).forward(network);
    }

    @Override
    public Graph forwardBehindPrompt(int batchSize, int sequenceLength, int prompt) {
        return network.encoderBlocks() == 0
                ? forward(batchSize, prompt + sequenceLength)
                : new Layers("model", batchSize, sequenceLength)
                        .forward(network, network.inputs(batchSize, prompt + sequenceLength, sequenceLength));
    }

    @Override
    public Optional<AttentionShape> attention() {
        Layers layers = asked;
        if (takesCache()) {
            layers = Layers.keeping("model", ANY_LENGTH);
            layers.forward(network);
        }
        return layers.attention(network.encoderBlocks());
    }

    @Override
    public boolean takesCache() {
        return network.takesCache();
    }

    @Override
    public Graph forward(int batchSize, int sequenceLength, int cached) {
        return Layers.behind(cached, "model", batchSize, sequenceLength).forward(network);
    }

    @Override
    public Graph forwardKeeping(int sequenceLength) {
        return Layers.keeping("model", sequenceLength).forward(network);
    }
}
