package org.rankscope.model.quantized;

import java.util.Arrays;

/**
 * The 256 numbers of the bitsandbytes library's signed dynamic type (Dettmers 2015, arXiv 1511.04561, section 2.1): for each
 * of seven powers of ten, 2^i fractions between 0.1 and 1 in equal steps, both signs; 0 and 1.
 */
final class DynamicNumbers {
    static final int COUNT = 256;
    private static final int EXPONENTS = 7;
    private static final float[] NUMBERS = make();

    private DynamicNumbers() {}

    /** All of them, ascending. */
    static float[] all() {
        return NUMBERS.clone();
    }

    static float of(int code) {
        return NUMBERS[code];
    }

    /** Code of the number that is nearest to {@code x}; the lower one of two. */
    static int nearest(float x) {
        int found = Arrays.binarySearch(NUMBERS, x);
        if (found >= 0) {
            return found;
        }
        int above = -1 - found;
        if (above == 0 || above == COUNT) {
            return above == 0 ? 0 : COUNT - 1;
        }
        return x - NUMBERS[above - 1] <= NUMBERS[above] - x ? above - 1 : above;
    }

    private static float[] make() {
        float[] numbers = new float[COUNT];
        int count = 0;
        for (int i = 0; i < EXPONENTS; i++) {
            double power = Math.pow(10, i - EXPONENTS + 1);
            int steps = 1 << i;
            for (int step = 0; step < steps; step++) {
                double fraction = 0.1 + 0.9 * (step + 0.5) / steps;
                numbers[count++] = (float) (power * fraction);
                numbers[count++] = (float) (-power * fraction);
            }
        }
        numbers[count] = 1; // the one that is left is 0
        Arrays.sort(numbers);
        return numbers;
    }
}
