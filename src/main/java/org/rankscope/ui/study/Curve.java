package org.rankscope.ui.study;

import java.util.Arrays;

/**
 * Loss by step, in rising steps. A value at a step that was already passed (a resumed run) replaces what came after.
 */
public final class Curve {
    private int[] steps = new int[32];
    private double[] values = new double[32];
    private int size;

    void add(int step, double value) {
        while (size > 0 && steps[size - 1] >= step) {
            size--;
        }
        if (size == steps.length) {
            steps = Arrays.copyOf(steps, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        steps[size] = step;
        values[size] = value;
        size++;
    }

    public int size() {
        return size;
    }

    public int step(int index) {
        return steps[index];
    }

    public double value(int index) {
        return values[index];
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The newest value; NaN if there is none. */
    public double last() {
        return size == 0 ? Double.NaN : values[size - 1];
    }
}
