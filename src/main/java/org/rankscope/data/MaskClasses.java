package org.rankscope.data;

import java.util.Arrays;
import org.rankscope.model.HeadSpec;

/**
 * What the values of a mask's pixels mean: the number of a class. In a mask of two classes 255 is the second one, as image
 * programs write black and white; in one of more it is a border that belongs to no class, as in PASCAL VOC.
 *
 * @param classes how many there are
 */
record MaskClasses(int classes) {
    static final int WHITE = 255;

    int[] of(int[] values) throws RowProblem {
        // black and white, not two classes and a border
        boolean white = classes == 2 && Arrays.stream(values).noneMatch(value -> value == 1);
        int[] found = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            int value = values[i];
            if (value < classes) {
                found[i] = value;
            } else if (value == WHITE) {
                found[i] = white ? 1 : EncodedRow.IGNORE;
            } else {
                throw RowProblem.refuse("a pixel of the mask is " + value + ", expected the number of a class, 0 to "
                        + (classes - 1) + "; " + HeadSpec.HOW_TO_ASK_FOR_FRESH + " to learn other classes");
            }
        }
        return found;
    }
}
