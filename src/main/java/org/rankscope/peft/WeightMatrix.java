package org.rankscope.peft;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.rankscope.graph.Tensor;
import org.rankscope.model.LinearModule;

/**
 * The weight of a linear layer as a matrix [out, in], for products with thin matrices, in double.
 *
 * @param values row by row
 */
record WeightMatrix(float[] values, int rows, int columns) {
    /** The weight, whichever way {@code tensor} has it. */
    static WeightMatrix of(LinearModule module, Tensor tensor) {
        float[] stored = tensor.floats();
        WeightPlaces places = new WeightPlaces(module);
        float[] values = new float[stored.length];
        for (int out = 0; out < module.outFeatures(); out++) {
            for (int in = 0; in < places.reads(); in++) {
                values[out * places.reads() + in] = stored[places.of(out, in)];
            }
        }
        return new WeightMatrix(values, module.outFeatures(), places.reads());
    }

    WeightMatrix minus(WeightMatrix other) {
        float[] difference = values.clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= other.values[i];
        }
        return new WeightMatrix(difference, rows, columns);
    }

    /** All of it in double. */
    DMatrixRMaj dense() {
        return columns(columns);
    }

    /** The first {@code count} columns [out, count]. */
    DMatrixRMaj columns(int count) {
        DMatrixRMaj dense = new DMatrixRMaj(rows, count);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < count; column++) {
                dense.set(row, column, values[row * columns + column]);
            }
        }
        return dense;
    }

    /** W·x, with x [in, n]. */
    DMatrixRMaj times(DMatrixRMaj x) {
        DMatrixRMaj product = new DMatrixRMaj(rows, x.numCols);
        IntStream.range(0, rows).parallel().forEach(row -> {
            int to = row * x.numCols;
            for (int column = 0; column < columns; column++) {
                add(values[row * columns + column], x, column, product, to);
            }
        });
        return product;
    }

    /** Wᵀ·x, with x [out, n]. */
    DMatrixRMaj transposedTimes(DMatrixRMaj x) {
        DMatrixRMaj product = new DMatrixRMaj(columns, x.numCols);
        IntStream.range(0, columns).parallel().forEach(column -> {
            int to = column * x.numCols;
            for (int row = 0; row < rows; row++) {
                add(values[row * columns + column], x, row, product, to);
            }
        });
        return product;
    }

    private static void add(double factor, DMatrixRMaj x, int row, DMatrixRMaj product, int to) {
        int from = row * x.numCols;
        for (int i = 0; i < x.numCols; i++) {
            product.data[to + i] += factor * x.data[from + i];
        }
    }
}
