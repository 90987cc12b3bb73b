package org.rankscope.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * A model that computes what another one does: passes on all that {@link ModelGraph} asks for but the numbers of weights. Who
 * extends it says what differs. What is added to {@link ModelGraph} is added here.
 */
public abstract class DelegatingGraph implements ModelGraph {
    private final ModelGraph graph;

    protected DelegatingGraph(ModelGraph graph) {
        this.graph = graph;
    }

    @Override
    public Map<String, Shape> parameters() {
        return graph.parameters();
    }

    @Override
    public Precision precision() {
        return graph.precision();
    }

    @Override
    public Set<String> packedModules() {
        return graph.packedModules();
    }

    @Override
    public long weightBytes() {
        return graph.weightBytes();
    }

    @Override
    public String storedName(String name) {
        return graph.storedName(name);
    }

    @Override
    public List<LinearModule> linearModules() {
        return graph.linearModules();
    }

    @Override
    public List<LinearModule> embeddings() {
        return graph.embeddings();
    }

    @Override
    public double embeddingScale() {
        return graph.embeddingScale();
    }

    @Override
    public List<Value> inputs(int batchSize, int sequenceLength) {
        return graph.inputs(batchSize, sequenceLength);
    }

    @Override
    public Set<String> freshModules() {
        return graph.freshModules();
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
    public OptionalInt valuesOf(String input) {
        return graph.valuesOf(input);
    }

    @Override
    public int maxSequenceLength() {
        return graph.maxSequenceLength();
    }

    @Override
    public Graph forward(int batchSize, int sequenceLength) {
        return graph.forward(batchSize, sequenceLength);
    }

    @Override
    public Graph forwardBehindPrompt(int batchSize, int sequenceLength, int prompt) {
        return graph.forwardBehindPrompt(batchSize, sequenceLength, prompt);
    }

    @Override
    public Optional<AttentionShape> attention() {
        return graph.attention();
    }

    @Override
    public boolean takesCache() {
        return graph.takesCache();
    }

    @Override
    public Graph forward(int batchSize, int sequenceLength, int cached) {
        return graph.forward(batchSize, sequenceLength, cached);
    }

    @Override
    public Graph forwardKeeping(int sequenceLength) {
        return graph.forwardKeeping(sequenceLength);
    }
}
