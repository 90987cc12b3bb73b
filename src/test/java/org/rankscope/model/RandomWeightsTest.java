package org.rankscope.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.DType;
import org.rankscope.graph.HalfNumbers;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.hf.HuggingFaceModel;

class RandomWeightsTest {
    private static final Shape SHAPE = Shape.of(1000, 1500);

    @Test
    void windowsAreViewsOfOneBlockThatBeginElsewhere() {
        RandomWindows windows = new RandomWindows(SHAPE.elements(), 0.02);
        Tensor first = windows.at(0, DType.FLOAT, SHAPE);
        Tensor second = windows.at(1, DType.FLOAT, SHAPE);
        assertArrayEquals(first.floats(), windows.at(0, DType.FLOAT, SHAPE).floats());
        assertNotEquals(first.floats()[0], second.floats()[0]);
        assertEquals(first.floats()[4096], second.floats()[0]);
        first.data().duplicate().order(first.data().order()).putFloat(4096 * Float.BYTES, 7);
        assertEquals(7, second.floats()[0], "nothing was copied");
    }

    @Test
    void numbersHaveTheDeviationThatIsAskedForAndRowsDiffer() {
        float[] numbers = new RandomWindows(SHAPE.elements(), 0.02)
                .at(3, DType.FLOAT, SHAPE)
                .floats();
        double squares = 0;
        for (float number : numbers) {
            squares += number * number;
        }
        assertEquals(0.02, Math.sqrt(squares / numbers.length), 1e-4);
        for (int row = 1; row < 1000; row++) {
            assertTrue(!Arrays.equals(
                    Arrays.copyOfRange(numbers, 0, 1500), Arrays.copyOfRange(numbers, row * 1500, (row + 1) * 1500)));
        }
    }

    @Test
    void halvesAreTheNumbersOfTheirType() {
        Tensor half = new RandomWindows(SHAPE.elements(), 0.02).at(5, DType.BFLOAT16, SHAPE);
        assertEquals(DType.BFLOAT16, half.dtype());
        float[] numbers = HalfNumbers.widened(half).floats();
        for (float number : numbers) {
            assertTrue(Math.abs(number) < 0.036, String.valueOf(number));
        }
    }

    @Test
    void everyParameterHasItsShapeInEitherType() {
        ModelGraph graph = HuggingFaceModel.graph(Path.of("src/test/resources/fixtures/models/llama-tiny/config.json"));
        try (RandomWeights model = new RandomWeights(graph)) {
            graph.parameters().forEach((name, shape) -> {
                assertEquals(shape, model.weight(name).shape());
                assertEquals(DType.FLOAT16, model.weight(name, DType.FLOAT16).dtype());
                if (shape.rank() == 1) {
                    assertEquals(1, model.weight(name).floats()[0]);
                }
            });
        }
    }
}
