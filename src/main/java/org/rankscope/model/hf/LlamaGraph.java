package org.rankscope.model.hf;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;

/** A Llama as its config.json alone defines it. */
public record LlamaGraph(LlamaConfig config) implements ModelGraph {
    @Override
    public Map<String, Shape> parameters() {
        return config.parameters();
    }

    @Override
    public List<LinearModule> linearModules() {
        return config.linearModules();
    }

    @Override
    public List<Value> inputs(int batchSize, int sequenceLength) {
        return Llama.inputs(batchSize, sequenceLength);
    }

    @Override
    public int outputSize() {
        return config.vocabSize();
    }

    @Override
    public int vocabSize() {
        return config.vocabSize();
    }

    @Override
    public int maxSequenceLength() {
        return config.maxPositionEmbeddings();
    }

    @Override
    public Graph forward(int batchSize, int sequenceLength) {
        return Llama.forward(config, batchSize, sequenceLength);
    }
}
