package org.rankscope.model.hf;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.Erf;
import org.rankscope.graph.Tensor;

/** A model's weights, and the layers that references are made of: loops over rows, in double precision. */
final class PlainWeights {
    static final DoubleUnaryOperator GELU = x -> x * 0.5 * (1 + Erf.value(x / Math.sqrt(2)));
    static final DoubleUnaryOperator GELU_NEW =
            x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    static final DoubleUnaryOperator RELU = x -> Math.max(0, x);
    static final DoubleUnaryOperator NONE = x -> x;

    private final Map<String, Tensor> tensors;
    private final Set<String> used = new TreeSet<>();
    private String nudgedName = "";
    private int nudgedIndex;
    private double nudge;

    PlainWeights(Map<String, Tensor> tensors) {
        this.tensors = tensors;
    }

    /** Names of the tensors that nothing was computed with. */
    Set<String> unused() {
        Set<String> unused = new TreeSet<>(tensors.keySet());
        unused.removeAll(used);
        return Collections.unmodifiableSet(unused);
    }

    /** Moves one number of one tensor by {@code delta}, in place of the number that was moved before. */
    void nudge(String name, int index, double delta) {
        nudgedName = name;
        nudgedIndex = index;
        nudge = delta;
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    boolean has(String name) {
        return tensors.containsKey(name);
    }

    double[] vector(String name) {
        float[] floats = used(name).floats();
        double[] values = new double[floats.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        if (name.equals(nudgedName)) {
            values[nudgedIndex] += nudge;
        }
        return values;
    }

    /** A matrix by rows. */
    double[][] matrix(String name) {
        double[] values = vector(name);
        int rows = (int) used(name).shape().dim(0);
        int columns = values.length / rows;
        double[][] matrix = new double[rows][columns];
        for (int i = 0; i < values.length; i++) {
            matrix[i / columns][i % columns] = values[i];
        }
        return matrix;
    }

    private Tensor used(String name) {
        if (!tensors.containsKey(name)) {
            throw new AssertionError("there is no parameter '" + name + "', only " + tensors.keySet());
        }
        used.add(name);
        return tensors.get(name);
    }

    /** Each row of x times Wᵀ, plus the bias where there is one. */
    double[][] linear(String path, double[][] x) {
        double[][] weight = matrix(path + ".weight");
        double[] bias = has(path + ".bias") ? vector(path + ".bias") : new double[weight.length];
        double[][] y = new double[x.length][weight.length];
        for (int row = 0; row < x.length; row++) {
            for (int out = 0; out < weight.length; out++) {
                y[row][out] = bias[out] + dot(x[row], weight[out]);
            }
        }
        return y;
    }

    double[][] layerNorm(String path, double[][] x, double epsilon) {
        double[] gain = vector(path + ".weight");
        double[] bias = vector(path + ".bias");
        double[][] y = new double[x.length][gain.length];
        for (int row = 0; row < x.length; row++) {
            double mean = 0;
            double variance = 0;
            for (double value : x[row]) {
                mean += value / gain.length;
            }
            for (double value : x[row]) {
                variance += (value - mean) * (value - mean) / gain.length;
            }
            for (int i = 0; i < gain.length; i++) {
                y[row][i] = (x[row][i] - mean) / Math.sqrt(variance + epsilon) * gain[i] + bias[i];
            }
        }
        return y;
    }

    double[][] rmsNorm(String path, double[][] x, double epsilon) {
        double[] gain = vector(path + ".weight");
        double[][] y = new double[x.length][gain.length];
        for (int row = 0; row < x.length; row++) {
            double square = dot(x[row], x[row]) / gain.length;
            for (int i = 0; i < gain.length; i++) {
                y[row][i] = x[row][i] / Math.sqrt(square + epsilon) * gain[i];
            }
        }
        return y;
    }

    static double dot(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new AssertionError("lengths " + a.length + " and " + b.length);
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double[][] sum(double[][] a, double[][] b) {
        double[][] y = new double[a.length][a[0].length];
        for (int row = 0; row < y.length; row++) {
            for (int i = 0; i < y[row].length; i++) {
                y[row][i] = a[row][i] + b[row][i];
            }
        }
        return y;
    }

    static double[][] each(double[][] x, DoubleUnaryOperator function) {
        double[][] y = new double[x.length][];
        for (int row = 0; row < x.length; row++) {
            y[row] = Arrays.stream(x[row]).map(function).toArray();
        }
        return y;
    }

    /** The part of a row that belongs to a head. */
    static double[] head(double[] row, int head, int dim) {
        return Arrays.copyOfRange(row, head * dim, (head + 1) * dim);
    }

    /** The score of a key at a query in a head, NaN where it may not be seen. */
    @FunctionalInterface
    interface Score {
        double of(int head, int query, int key);
    }

    /** For each query the mean of the values, weighted by the softmax of the scores, head by head. */
    static double[][] attend(int queries, double[][] values, int heads, Score score) {
        int dim = values[0].length / heads;
        double[][] mixed = new double[queries][values[0].length];
        for (int head = 0; head < heads; head++) {
            for (int query = 0; query < queries; query++) {
                double total = 0;
                double[] sum = new double[dim];
                for (int key = 0; key < values.length; key++) {
                    double found = score.of(head, query, key);
                    if (!Double.isNaN(found)) {
                        double weight = Math.exp(found);
                        total += weight;
                        for (int i = 0; i < dim; i++) {
                            sum[i] += weight * values[key][head * dim + i];
                        }
                    }
                }
                for (int i = 0; i < dim; i++) {
                    mixed[query][head * dim + i] = total == 0 ? 0 : sum[i] / total;
                }
            }
        }
        return mixed;
    }
}
