package org.rankscope.model.bundled.picture;

import org.rankscope.model.NormalNumbers;

/** Normal numbers on a grid, and between its points a smooth passage from one to the next (value noise; Perlin's 3t² - 2t³). */
final class SmoothNoise implements Canvas.Field {
    private final double spacing;
    private final int side;
    private final double[] values;

    /**
     * Makes the grid.
     *
     * @param size of the picture, in pixels
     * @param spacing of the grid, in pixels
     */
    SmoothNoise(int size, double spacing, NormalNumbers numbers) {
        this.spacing = spacing;
        side = (int) (size / spacing) + 2;
        values = numbers.next(side * side);
    }

    @Override
    public double at(double x, double y) {
        int column = (int) (x / spacing);
        int row = (int) (y / spacing);
        double across = smooth(x / spacing - column);
        double down = smooth(y / spacing - row);
        double above = mix(values[row * side + column], values[row * side + column + 1], across);
        double below = mix(values[(row + 1) * side + column], values[(row + 1) * side + column + 1], across);
        return mix(above, below, down);
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    private static double mix(double from, double to, double share) {
        return from + share * (to - from);
    }
}
