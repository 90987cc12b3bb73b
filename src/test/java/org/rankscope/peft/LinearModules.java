package org.rankscope.peft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;

/** Lists of linear layers with published dimensions, for tests. */
final class LinearModules {
    private LinearModules() {}

    /** A Llama-like decoder. */
    static List<LinearModule> llama(int hidden, int intermediate, int layers, int kvSize, int vocab, boolean bias) {
        List<LinearModule> modules = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            String block = "model.layers." + i;
            modules.add(new LinearModule(block + ".self_attn.q_proj", hidden, hidden, bias, false));
            modules.add(new LinearModule(block + ".self_attn.k_proj", hidden, kvSize, bias, false));
            modules.add(new LinearModule(block + ".self_attn.v_proj", hidden, kvSize, bias, false));
            modules.add(new LinearModule(block + ".self_attn.o_proj", hidden, hidden, bias, false));
            modules.add(new LinearModule(block + ".mlp.gate_proj", hidden, intermediate, bias, false));
            modules.add(new LinearModule(block + ".mlp.up_proj", hidden, intermediate, bias, false));
            modules.add(new LinearModule(block + ".mlp.down_proj", intermediate, hidden, bias, false));
        }
        modules.add(new LinearModule("lm_head", hidden, vocab, false, true));
        return modules;
    }

    /** Query and value projections of a transformer whose projections are all square. */
    static List<LinearModule> square(int hidden, int layers, String query, String value) {
        List<LinearModule> modules = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            modules.add(new LinearModule("encoder.layer." + i + ".attention." + query, hidden, hidden, true, false));
            modules.add(new LinearModule("encoder.layer." + i + ".attention." + value, hidden, hidden, true, false));
        }
        return modules;
    }

    /** The small model whose adapters lie under the test resources. */
    static List<LinearModule> tiny(boolean bias) {
        return llama(64, 172, 2, 32, 512, bias);
    }

    /** A model of nothing but these layers, which computes nothing. */
    static ModelGraph model(List<LinearModule> modules) {
        Map<String, Shape> parameters = new LinkedHashMap<>();
        for (LinearModule module : modules) {
            parameters.put(module.weightName(), module.weightShape());
            if (module.hasBias()) {
                parameters.put(module.biasName(), Shape.of(module.outFeatures()));
            }
        }
        return new ModelGraph() {
            @Override
            public Map<String, Shape> parameters() {
                return parameters;
            }

            @Override
            public List<LinearModule> linearModules() {
                return modules;
            }

            @Override
            public List<Value> inputs(int batchSize, int sequenceLength) {
                return List.of();
            }

            @Override
            public int outputSize() {
                return 0;
            }

            @Override
            public int vocabSize() {
                return 0;
            }

            @Override
            public int maxSequenceLength() {
                return Integer.MAX_VALUE;
            }

            @Override
            public Graph forward(int batchSize, int sequenceLength) {
                throw new UnsupportedOperationException("Layers without a network.");
            }
        };
    }
}
