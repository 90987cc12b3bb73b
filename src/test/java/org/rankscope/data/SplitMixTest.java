package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitMixTest {
    /** The first numbers of the published generator from the state 0. */
    @Test
    void numbersAreThoseOfThePublishedGenerator() {
        assertEquals(0xe220a8397b1dcdafL, SplitMix.at(0, 0));
        assertEquals(0x6e789e6aa1b965f4L, SplitMix.at(0, 1));
        assertEquals(0x06c45d188009454fL, SplitMix.at(0, 2));
    }

    @Test
    void permutationsHoldEveryNumberOnce() {
        for (int size : new int[] {1, 2, 3, 1000}) {
            int[] sorted = SplitMix.permutation(11, size);
            Arrays.sort(sorted);
            assertArrayEquals(IntStream.range(0, size).toArray(), sorted);
        }
    }

    /**
     * Six orders of three, 6000 draws: counts within 5 standard deviations of 1000, sd = sqrt(6000 * 1/6 * 5/6) = 29.
     */
    @Test
    void allPermutationsAreEquallyLikely() {
        int[] counts = new int[27];
        for (int seed = 0; seed < 6000; seed++) {
            int[] order = SplitMix.permutation(SplitMix.at(3, seed), 3);
            counts[order[0] * 9 + order[1] * 3 + order[2]]++;
        }
        assertEquals(
                6,
                Arrays.stream(counts)
                        .filter(count -> Math.abs(count - 1000) < 5 * 29)
                        .count());
    }
}
