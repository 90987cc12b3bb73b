package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.Shape;

class CutUpdateTest {
    /** Factors are stored in floats: an error of 2^-24 each, over a rank of up to 8. */
    private static final double FLOAT_ERROR = 2e-6;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void theErrorOfACutIsTheTailOfTheSingularValues(int rank) {
        LowRankUpdate update = Updates.random("m", 30, 20, 8, 0.25, 7);
        double[] values = ProductSvd.of(update).singularValues();
        double tail = Math.sqrt(
                Arrays.stream(values).skip(rank).map(value -> value * value).sum());
        LowRankUpdate cut = CutUpdate.of(update).at(rank);
        assertEquals(rank, cut.rank());
        assertEquals(update.scaling(), cut.scaling());
        assertEquals(tail, distance(update, cut), FLOAT_ERROR * values[0]);
    }

    @Test
    void factorsShareTheSingularValuesEvenly() {
        LowRankUpdate cut = CutUpdate.of(Updates.withSingularValues("m", 10, 14, new double[] {9, 4, 1}, 1))
                .at(2);
        assertEquals(3, norm(cut.loraA().at(0).floats()), 1e-5);
        assertEquals(2, norm(cut.loraA().at(1).floats()), 1e-5);
        float[] b = cut.loraB().floats();
        float[] first = new float[14];
        for (int i = 0; i < 14; i++) {
            first[i] = b[2 * i];
        }
        assertEquals(3, norm(first), 1e-5);
    }

    @Test
    void paddingChangesTheShapesAndNotTheUpdate() {
        CutUpdate cut = CutUpdate.of(Updates.random("m", 12, 9, 6, 2, 4));
        LowRankUpdate padded = cut.padded(2);
        assertEquals(Shape.of(6, 12), padded.loraA().shape());
        assertEquals(Shape.of(9, 6), padded.loraB().shape());
        assertEquals(0, distance(cut.at(2), padded), 0);
    }

    @Test
    void aRankBeyondASideOfTheWeightIsFilledWithZeros() {
        LowRankUpdate update = Updates.random("m", 3, 20, 5, 1, 9);
        CutUpdate cut = CutUpdate.of(update);
        assertEquals(0, distance(update, cut.at(5)), 1e-5);
        assertArrayEquals(new double[2], Arrays.copyOfRange(cut.gains(), 3, 5));
    }

    @Test
    void groupsOfAConvolutionAreCutEach() {
        Random random = new Random(3);
        LowRankUpdate conv = new LowRankUpdate(
                "conv",
                0.5,
                Updates.normal(Shape.of(6, 4, 3, 3), random),
                Updates.normal(Shape.of(8, 3, 1, 1), random));
        CutUpdate cut = CutUpdate.of(conv);
        assertEquals(2, cut.step());
        assertEquals(2, cut.rankAt(1));
        assertEquals(4, cut.rankAt(5));
        LowRankUpdate to4 = cut.at(4);
        assertEquals(Shape.of(4, 4, 3, 3), to4.loraA().shape());
        assertEquals(Shape.of(8, 2, 1, 1), to4.loraB().shape());
        double[] gains = cut.gains();
        double total = Arrays.stream(gains).sum();
        assertEquals(Math.sqrt(gains[2]), distance(conv, to4), FLOAT_ERROR * Math.sqrt(total));
        assertEquals(0, distance(conv, cut.at(6)), FLOAT_ERROR * Math.sqrt(total));
        assertEquals(0, distance(to4, cut.padded(4)), 0);
    }

    @Test
    void gainsAreTheSquaresOfTheSingularValues() {
        assertArrayEquals(
                new double[] {9, 4, 1},
                CutUpdate.of(Updates.withSingularValues("m", 10, 14, new double[] {3, 2, 1}, 6))
                        .gains(),
                1e-5);
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    private static double distance(LowRankUpdate one, LowRankUpdate other) {
        DMatrixRMaj difference = new DMatrixRMaj(1, 1);
        CommonOps_DDRM.subtract(Updates.full(one), Updates.full(other), difference);
        double distance = NormOps_DDRM.normF(difference);
        assertTrue(Double.isFinite(distance));
        return distance;
    }
}
