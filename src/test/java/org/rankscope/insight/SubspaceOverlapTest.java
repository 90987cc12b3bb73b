package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.insight.SubspaceOverlap.Matrix;
import org.rankscope.io.RequestException;
import org.rankscope.peft.LowRankUpdate;
import org.rankscope.peft.Updates;

class SubspaceOverlapTest {
    @Test
    void anAdapterOverlapsWithItself() {
        List<LowRankUpdate> adapter = List.of(Updates.random("m.0.q", 30, 20, 6, 1, 1));
        for (Matrix of : Matrix.values()) {
            SubspaceOverlap.Module found =
                    SubspaceOverlap.between(adapter, adapter, of).modules().get(0);
            assertEquals(List.of(1, 2, 4, 6), found.i());
            for (int k = 0; k < 4; k++) {
                assertEquals(1, found.phi().get(k).get(k), 1e-9);
                assertEquals(1, found.phi().get(k).get(3), 1e-9, "the smaller lies within the larger");
            }
        }
    }

    /** A reads inputs 0 to 2 in one adapter, 3 to 4 in the other: nothing is shared. */
    @Test
    void orthogonalSubspacesDontOverlap() {
        SubspaceOverlap.Module found = SubspaceOverlap.between(
                        List.of(reading(0, 3, 1)), List.of(reading(3, 2, 1)), Matrix.LORA_A)
                .modules()
                .get(0);
        assertTrue(found.phi().stream().flatMap(List::stream).allMatch(phi -> phi < 1e-20));
    }

    /** A reads inputs 0 to 2, and 2 to 3: of two directions one is shared. */
    @Test
    void whatIsSharedCountsByTheSmallerSubspace() {
        SubspaceOverlap.Module found = SubspaceOverlap.between(
                        List.of(reading(0, 3, 1)), List.of(reading(2, 2, 1)), Matrix.LORA_A)
                .modules()
                .get(0);
        assertEquals(0.5, found.phi().get(2).get(1), 1e-12);
    }

    @Test
    void randomSubspacesOverlapAsChanceHasIt() {
        int trials = 200;
        double sum = IntStream.range(0, trials)
                .mapToDouble(seed -> {
                    SubspaceOverlap.Module found = SubspaceOverlap.between(
                                    List.of(Updates.random("m", 40, 10, 8, 1, seed)),
                                    List.of(Updates.random("m", 40, 10, 4, 1, 1000 + seed)),
                                    Matrix.LORA_A)
                            .modules()
                            .get(0);
                    assertEquals(0.2, found.chance(8, 4), 1e-12);
                    return found.phi().get(3).get(2);
                })
                .sum();
        // The standard deviation of one is about 0.05 (Beta-like, 32 products); of the mean 0.004.
        assertEquals(0.2, sum / trials, 0.016);
    }

    @Test
    void theUpdateItselfDoesNotCareHowItIsShared() {
        LowRankUpdate update = Updates.random("m", 30, 20, 4, 1, 5);
        float[] a = update.loraA().floats();
        float[] b = update.loraB().floats();
        for (int in = 0; in < 30; in++) {
            a[in] *= 10; // the first row of A tenfold, the first column of B a tenth
        }
        for (int out = 0; out < 20; out++) {
            b[out * 4] /= 10;
        }
        LowRankUpdate shared =
                new LowRankUpdate("m", 1, Tensor.ofFloats(Shape.of(4, 30), a), Tensor.ofFloats(Shape.of(20, 4), b));
        double ofUpdate = first(SubspaceOverlap.between(List.of(update), List.of(shared), Matrix.DELTA_WEIGHT));
        double ofA = first(SubspaceOverlap.between(List.of(update), List.of(shared), Matrix.LORA_A));
        assertEquals(1, ofUpdate, 1e-6);
        assertTrue(ofA < 0.9, "φ(1, 1) of A is " + ofA);
    }

    @Test
    void directionsThatAreNotThereAreNotCompared() {
        LowRankUpdate cut = Updates.withSingularValues("m", 20, 20, new double[] {2, 1, 0, 0}, 3);
        LowRankUpdate zero = Updates.withSingularValues("m", 20, 20, new double[] {0, 0}, 4);
        SubspaceOverlap.Module found = SubspaceOverlap.between(List.of(cut), List.of(zero), Matrix.DELTA_WEIGHT)
                .modules()
                .get(0);
        assertEquals(List.of(1, 2), found.i());
        assertEquals(List.of(), found.j());
    }

    @Test
    void adaptersOfDifferentModelsAreRefused() {
        List<LowRankUpdate> one = List.of(Updates.random("q", 30, 20, 2, 1, 1));
        assertThrows(
                RequestException.class,
                () -> SubspaceOverlap.between(one, List.of(Updates.random("v", 30, 20, 2, 1, 1)), Matrix.LORA_A));
        assertThrows(
                RequestException.class,
                () -> SubspaceOverlap.between(one, List.of(Updates.random("q", 31, 20, 2, 1, 1)), Matrix.LORA_A));
    }

    private static double first(SubspaceOverlap overlap) {
        return overlap.modules().get(0).phi().get(0).get(0);
    }

    /** An update whose A picks {@code count} of ten inputs, from the {@code first} on. */
    private static LowRankUpdate reading(int first, int count, double scaling) {
        float[] a = new float[count * 10];
        for (int row = 0; row < count; row++) {
            a[row * 10 + first + row] = count - row;
        }
        return new LowRankUpdate(
                "m",
                scaling,
                Tensor.ofFloats(Shape.of(count, 10), a),
                Updates.random("m", 10, 6, count, 1, 1).loraB());
    }
}
