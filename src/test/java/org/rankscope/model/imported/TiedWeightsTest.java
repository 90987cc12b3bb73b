package org.rankscope.model.imported;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;

class TiedWeightsTest {
    private static final Path GPT2 = Path.of("src/test/resources/fixtures/onnx/gpt2-tiny.dynamo-sdpa-opset18.onnx");

    @Test
    void aHeadThatIsTheEmbeddingTurnedRoundReadsTheEmbedding() {
        try (ImportedModel model = ImportedModel.open(GPT2)) {
            assertTrue(model.parameters().containsKey("transformer.wte.weight"));
            assertFalse(model.parameters().containsKey("lm_head.weight"));
            assertEquals(
                    149_248,
                    model.parameters().values().stream()
                            .mapToLong(Shape::elements)
                            .sum());
            LinearModule head = model.linearModules().stream()
                    .filter(LinearModule::head)
                    .findFirst()
                    .orElseThrow();
            assertEquals("lm_head", head.name());
            assertEquals(WeightLayout.OUT_IN, head.layout());
            Graph forward = model.forward(1, 4);
            assertEquals(
                    forward.parameter("transformer.wte.weight"),
                    forward.nodes().stream()
                            .filter(node -> node.name().equals("lm_head"))
                            .findFirst()
                            .orElseThrow()
                            .input(1));
        }
    }
}
