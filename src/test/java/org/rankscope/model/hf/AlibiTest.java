package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

class AlibiTest {
    @Test
    void slopesAreThoseOfThePaper() {
        assertArrayEquals(
                new double[] {1 / 2.0, 1 / 4.0, 1 / 8.0, 1 / 16.0, 1 / 32.0, 1 / 64.0, 1 / 128.0, 1 / 256.0},
                Alibi.slopes(8),
                1e-15);
        assertEquals(Math.sqrt(0.5), Alibi.slopes(16)[0], 1e-15);
    }

    @Test
    void otherNumbersOfHeadsTakeEveryOtherSlopeOfTwiceAsMany() {
        assertArrayEquals(
                new double[] {1 / 4.0, 1 / 16.0, 1 / 64.0, 1 / 256.0, 1 / 2.0, 1 / 8.0}, Alibi.slopes(6), 1e-15);
    }

    /** √½ is 0.70703125 in bfloat16; three times that, 2.12109375, lies nearest to 2.125 of the steps of 1/64. */
    @Test
    void falconRoundsSlopesAndProducts() {
        Layers layers = new Layers("test", 1, 4);
        Value added = Alibi.of(layers, 16, 2, true);
        assertEquals(Shape.of(1, 16, 1, 4), added.shape());
        assertEquals(2 * 2.125f, layers.ops().constantOf(added).floats()[3]);
        Value plain = Alibi.of(layers, 16, 1, false);
        assertEquals(3 * Math.sqrt(0.5), layers.ops().constantOf(plain).floats()[3], 1e-6);
    }
}
