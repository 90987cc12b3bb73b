package org.rankscope.model.hf;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.Erf;

/** The parts of networks in float64 and plain loops, for tests to compute what a model should give. Vectors are rows. */
final class PlainNetwork {
    static final DoubleUnaryOperator GELU = x -> 0.5 * x * (1 + Erf.value(x / Math.sqrt(2)));
    static final DoubleUnaryOperator GELU_TANH =
            x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    static final DoubleUnaryOperator SILU = x -> x / (1 + Math.exp(-x));
    static final DoubleUnaryOperator QUICK_GELU = x -> x / (1 + Math.exp(-1.702 * x));

    private final Map<String, double[]> weights;

    PlainNetwork(Map<String, double[]> weights) {
        this.weights = weights;
    }

    double[] weight(String name) {
        double[] found = weights.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no weight " + name + " among " + weights.keySet());
        }
        return found;
    }

    double[][] linear(String path, double[][] x) {
        double[] weight = weight(path + ".weight");
        double[] bias = weights.getOrDefault(path + ".bias", new double[weight.length / x[0].length]);
        double[][] y = new double[x.length][bias.length];
        for (int row = 0; row < x.length; row++) {
            for (int out = 0; out < bias.length; out++) {
                double sum = bias[out];
                for (int in = 0; in < x[row].length; in++) {
                    sum += weight[out * x[row].length + in] * x[row][in];
                }
                y[row][out] = sum;
            }
        }
        return y;
    }

    double[][] layerNorm(String path, double[][] x, double epsilon) {
        double[][] y = standardized(x, epsilon);
        for (double[] row : y) {
            for (int i = 0; i < row.length; i++) {
                row[i] = row[i] * weight(path + ".weight")[i] + weight(path + ".bias")[i];
            }
        }
        return y;
    }

    static double[][] standardized(double[][] x, double epsilon) {
        double[][] y = new double[x.length][];
        for (int row = 0; row < x.length; row++) {
            double mean = 0;
            double variance = 0;
            for (double value : x[row]) {
                mean += value / x[row].length;
            }
            for (double value : x[row]) {
                variance += (value - mean) * (value - mean) / x[row].length;
            }
            y[row] = new double[x[row].length];
            for (int i = 0; i < x[row].length; i++) {
                y[row][i] = (x[row][i] - mean) / Math.sqrt(variance + epsilon);
            }
        }
        return y;
    }

    /** Softmax(q·k / √dim)·v of each head; {@code causal}: a row sees itself and those before it; hidden rows are seen by none. */
    static double[][] attention(double[][] q, double[][] k, double[][] v, int heads, boolean causal, boolean[] hidden) {
        int dim = q[0].length / heads;
        double[][] y = new double[q.length][q[0].length];
        for (int head = 0; head < heads; head++) {
            for (int i = 0; i < q.length; i++) {
                double[] weight = new double[k.length];
                double sum = 0;
                for (int j = 0; j < k.length; j++) {
                    double score = 0;
                    for (int d = head * dim; d < (head + 1) * dim; d++) {
                        score += q[i][d] * k[j][d];
                    }
                    boolean seen = (!causal || j <= i) && !hidden[j];
                    weight[j] = seen ? Math.exp(score / Math.sqrt(dim)) : 0;
                    sum += weight[j];
                }
                for (int j = 0; j < k.length; j++) {
                    for (int d = head * dim; d < (head + 1) * dim; d++) {
                        y[i][d] += weight[j] / sum * v[j][d];
                    }
                }
            }
        }
        return y;
    }

    /** Self-attention of one row of a batch with its four layers. */
    double[][] selfAttention(String path, String output, double[][] x, int heads, boolean causal, boolean[] hidden) {
        return linear(
                path + output,
                attention(
                        linear(path + "q_proj", x),
                        linear(path + "k_proj", x),
                        linear(path + "v_proj", x),
                        heads,
                        causal,
                        hidden));
    }

    /** A block of ViT or DeiT. */
    double[][] imageBlock(String path, double[][] x, int heads, double epsilon) {
        double[][] normed = layerNorm(path + ".layernorm_before", x, epsilon);
        double[][] y =
                sum(x, selfAttention(path + ".attention.", "o_proj", normed, heads, false, new boolean[x.length]));
        double[][] inner = linear(path + ".mlp.fc1", layerNorm(path + ".layernorm_after", y, epsilon));
        return sum(y, linear(path + ".mlp.fc2", each(GELU, inner)));
    }

    /** {@code first}, then {@code more}. */
    static double[][] concat(double[][] more, double[]... first) {
        double[][] all = new double[first.length + more.length][];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    /** A convolution of one image [channels · side · side] with a window as large as its steps: [patches][out]. */
    double[][] patches(String path, double[] image, int channels, int height, int width, int patch) {
        double[] weight = weight(path + ".weight");
        int out = weight.length / (channels * patch * patch);
        double[] bias = weights.getOrDefault(path + ".bias", new double[out]);
        int columns = width / patch;
        double[][] y = new double[height / patch * columns][out];
        for (int p = 0; p < y.length; p++) {
            for (int o = 0; o < out; o++) {
                double sum = bias[o];
                for (int c = 0; c < channels; c++) {
                    for (int row = 0; row < patch; row++) {
                        for (int column = 0; column < patch; column++) {
                            int pixel = (c * height + p / columns * patch + row) * width + p % columns * patch + column;
                            sum += weight[((o * channels + c) * patch + row) * patch + column] * image[pixel];
                        }
                    }
                }
                y[p][o] = sum;
            }
        }
        return y;
    }

    static double[][] each(DoubleUnaryOperator function, double[][] x) {
        double[][] y = new double[x.length][];
        for (int row = 0; row < x.length; row++) {
            y[row] = java.util.Arrays.stream(x[row]).map(function).toArray();
        }
        return y;
    }

    static double[][] sum(double[][] a, double[][] b) {
        double[][] y = new double[a.length][a[0].length];
        for (int row = 0; row < a.length; row++) {
            for (int i = 0; i < a[row].length; i++) {
                y[row][i] = a[row][i] + b[row][i];
            }
        }
        return y;
    }

    /** A vector that lies in {@code name} as matrix [rows][size]. */
    double[][] rows(String name, int size) {
        double[] flat = weight(name);
        double[][] rows = new double[flat.length / size][size];
        for (int i = 0; i < flat.length; i++) {
            rows[i / size][i % size] = flat[i];
        }
        return rows;
    }
}
