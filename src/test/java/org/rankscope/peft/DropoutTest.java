package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.model.WeightLayout;

/** What is dropped goes together no more than if each number were drawn for itself. */
class DropoutTest {
    private static final int ROWS = 128;
    private static final int COLUMNS = 256;

    private static DroppedLayer layer(double dropout) {
        AdapterConfigBuilder config =
                AdapterConfigBuilder.builder().method(AdapterConfig.Method.LORA).r(2);
        return new DroppedLayer(config, WeightLayout.OUT_IN, ROWS, COLUMNS, 2, dropout);
    }

    /** Share of the places where this one and the one that is so many rows and columns further are dropped both. */
    private static double both(DroppedLayer layer, int rows, int columns) {
        int both = 0;
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                boolean here = layer.kept(row, column) == 0;
                both += here && layer.kept((row + rows) % ROWS, (column + columns) % COLUMNS) == 0 ? 1 : 0;
            }
        }
        return (double) both / (ROWS * COLUMNS);
    }

    private static double deviation(double share) {
        return Math.sqrt(share * (1 - share) / (ROWS * COLUMNS));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.3, 0.5, 0.9})
    void theAskedForShareIsDropped(double dropout) {
        assertEquals(dropout, both(layer(dropout), 0, 0), 4 * deviation(dropout));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.3, 0.5})
    void twoPlacesAreDroppedIndependently(double dropout) {
        DroppedLayer layer = layer(dropout);
        double expected = dropout * dropout;
        for (int[] apart : new int[][] {{0, 1}, {1, 0}, {1, 1}, {0, 64}, {64, 0}, {17, 101}}) {
            assertEquals(
                    expected, both(layer, apart[0], apart[1]), 4 * deviation(expected), apart[0] + ", " + apart[1]);
        }
    }

    /** The corners of a rectangle are what sums of rows and columns, in place of products, would get wrong. */
    @Test
    void fourCornersAreDroppedIndependently() {
        DroppedLayer layer = layer(0.5);
        IntUnaryOperator sign = place -> layer.kept(place / COLUMNS, place % COLUMNS) == 0 ? -1 : 1;
        int sum = 0;
        int rectangles = 0;
        for (int row = 0; row + 1 < ROWS; row += 2) {
            for (int column = 0; column + 1 < COLUMNS; column += 2) {
                int corner = row * COLUMNS + column;
                sum += sign.applyAsInt(corner)
                        * sign.applyAsInt(corner + 1)
                        * sign.applyAsInt(corner + COLUMNS)
                        * sign.applyAsInt(corner + COLUMNS + 1);
                rectangles++;
            }
        }
        assertEquals(0, (double) sum / rectangles, 4 / Math.sqrt(rectangles));
    }
}
