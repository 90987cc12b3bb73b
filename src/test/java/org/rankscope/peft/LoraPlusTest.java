package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.Shape;
import org.rankscope.io.RequestException;

class LoraPlusTest {
    @Test
    void eachTensorLearnsAsInPeftsOptimiser() {
        Map<String, LoraPlus.Learning> found = LoraPlus.learning(
                Map.of(
                        "q.lora_A.weight", Shape.of(2, 8),
                        "q.lora_B.weight", Shape.of(8, 2),
                        "q.lora_E", Shape.of(2, 1),
                        "q.lora_magnitude_vector", Shape.of(8),
                        "q.bias", Shape.of(8),
                        "ln_f.weight", Shape.of(8),
                        "ln_f.bias", Shape.of(8),
                        "lm_head.weight", Shape.of(9, 8),
                        "embed.lora_embedding_A", Shape.of(2, 9),
                        "embed.lora_embedding_B", Shape.of(8, 2)),
                16,
                1e-3);
        LoraPlus.Learning usual = new LoraPlus.Learning(1, true);
        LoraPlus.Learning faster = new LoraPlus.Learning(16, true);
        LoraPlus.Learning slow = new LoraPlus.Learning(1e-6 / 1e-3, true);
        assertEquals(
                Map.of(
                        "q.lora_A.weight", usual,
                        "q.lora_B.weight", faster,
                        "q.lora_E", usual,
                        "q.lora_magnitude_vector", faster,
                        "q.bias", new LoraPlus.Learning(16, false),
                        "ln_f.weight", new LoraPlus.Learning(16, false),
                        "ln_f.bias", new LoraPlus.Learning(16, false),
                        "lm_head.weight", usual,
                        "embed.lora_embedding_A", slow,
                        "embed.lora_embedding_B", slow),
                found);
    }

    @Test
    void aMethodWithoutAFactorBIsRefused() {
        RequestException refusal = assertThrows(
                RequestException.class, () -> LoraPlus.learning(Map.of("q.ia3_l", Shape.of(8, 1)), 16, 1e-3));
        assertTrue(refusal.getMessage().startsWith("optimizer.loraplus_lr_ratio is for methods that train a factor B"));
    }
}
