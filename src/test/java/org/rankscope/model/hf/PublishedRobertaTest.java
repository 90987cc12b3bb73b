package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.Shape;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.ParameterCount;
import org.rankscope.peft.TargetModules;
import org.rankscope.peft.TargetSpec;

/** RoBERTa at its published sizes, by config.json alone. */
class PublishedRobertaTest {
    private static final Path MODELS = Fixtures.ROOT.resolve("models");

    /** Hu et al. 2021, arXiv 2106.09685, table 2: 0.3 M and 0.8 M. */
    @ParameterizedTest
    @CsvSource({"roberta-base, 294912, 124055040", "roberta-large, 786432, 354310144"})
    void queryAndValueAtRank8(String name, long adapter, long encoder) {
        ModelGraph model = HuggingFaceModel.graph(MODELS.resolve(name).resolve("config.json"));
        AdapterConfig config = AdapterConfig.lora(8, 16, List.of("query", "value"));
        assertEquals(adapter, ParameterCount.trainable(config, model));
        long parameters = model.parameters().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("roberta."))
                .mapToLong(entry -> entry.getValue().elements())
                .sum();
        assertEquals(encoder, parameters);
    }

    /** The adapter for MNLI that Hu et al. published has these tensors, and the head's. */
    @Test
    void theTensorsOfThePublishedAdapterForThreeClassesAreThere() {
        HeadSpec head = new HeadSpec(
                Task.SEQUENCE_CLASSIFICATION, List.of("entailment", "neutral", "contradiction"), true, false, false);
        ModelGraph model = HuggingFaceModel.graph(MODELS.resolve("roberta-base").resolve("config.json"), head);
        AdapterConfig config =
                AdapterConfig.lora(8, 16, List.of("query", "value")).savingAlso(Set.of("classifier"));
        Map<String, Shape> trained = AdapterMethod.of(config, model).trainable();
        Set<String> expected = new TreeSet<>(Set.of(
                "classifier.dense.weight",
                "classifier.dense.bias",
                "classifier.out_proj.weight",
                "classifier.out_proj.bias"));
        for (int layer = 0; layer < 12; layer++) {
            for (String part : List.of("query.lora_A", "query.lora_B", "value.lora_A", "value.lora_B")) {
                expected.add("roberta.encoder.layer." + layer + ".attention.self." + part + ".weight");
            }
        }
        assertEquals(expected, new TreeSet<>(trained.keySet()));
        assertEquals(Shape.of(3, 768), trained.get("classifier.out_proj.weight"));
    }

    /** PEFT 0.21 with the task SEQ_CLS leaves out all that is in {@code classifier}. */
    @Test
    void allLinearLeavesOutTheHead() {
        ModelGraph model = HuggingFaceModel.graph(MODELS.resolve("roberta-base").resolve("config.json"));
        AdapterConfig config = AdapterConfigBuilder.builder()
                .r(1)
                .targetModules(TargetSpec.pattern("all-linear"))
                .build();
        assertEquals(12 * 6, TargetModules.match(config, model.linearModules()).size());
    }
}
