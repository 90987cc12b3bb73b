package org.rankscope.insight;

import java.util.List;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * Analysis of variance of one value for each rank and run: F = (between / df1) / (within / df2).
 *
 * <p>Source: Fisher, The Design of Experiments (1935), for blocks; Montgomery, Design and Analysis of Experiments (2013),
 * sections 3.3 and 4.1.
 *
 * @param between sum of squares between ranks
 * @param within sum of squares that rank (and block) leave unexplained
 * @param replicates runs of the rank with the fewest
 * @param rounding a mean square below it is rounding of the table's decimals
 */
record VarianceAnalysis(double between, int df1, double within, int df2, int replicates, double rounding) {
    private static final double RELATIVE_ROUNDING = 1e-12;

    /** Runs in blocks: {@code rows.get(rank)[block]}. What a block shifts for all ranks alike is no noise. */
    static VarianceAnalysis ofBlocks(List<double[]> rows) {
        int k = rows.size();
        int n = rows.get(0).length;
        double[] blockMeans = new double[n];
        for (double[] row : rows) {
            for (int i = 0; i < n; i++) {
                blockMeans[i] += row[i] / k;
            }
        }
        double grand = mean(blockMeans);
        double between = 0;
        double within = 0;
        for (double[] row : rows) {
            double mean = mean(row);
            between += n * (mean - grand) * (mean - grand);
            for (int i = 0; i < n; i++) {
                double residual = row[i] - mean - blockMeans[i] + grand;
                within += residual * residual;
            }
        }
        return new VarianceAnalysis(between, k - 1, within, (k - 1) * (n - 1), n, rounding(grand));
    }

    /** Runs that have nothing in common from rank to rank: one-way. */
    static VarianceAnalysis ofGroups(List<double[]> rows) {
        int count = rows.stream().mapToInt(row -> row.length).sum();
        double grand = rows.stream().mapToDouble(row -> mean(row) * row.length).sum() / count;
        double between = 0;
        double within = 0;
        for (double[] row : rows) {
            double mean = mean(row);
            between += row.length * (mean - grand) * (mean - grand);
            for (double value : row) {
                within += (value - mean) * (value - mean);
            }
        }
        int fewest = rows.stream().mapToInt(row -> row.length).min().orElse(0);
        return new VarianceAnalysis(between, rows.size() - 1, within, count - rows.size(), fewest, rounding(grand));
    }

    /** Variance of one run when rank (and block) are accounted for; 0 where only rounding is left. */
    double meanSquare() {
        double square = within / df2;
        return square <= rounding ? 0 : square;
    }

    /** How likely chance alone makes ranks differ as much. */
    double pValue() {
        if (meanSquare() == 0) {
            return between > rounding ? 0 : 1;
        }
        return FDistribution.of(df1, df2).survivalProbability(between / df1 / meanSquare());
    }

    private static double rounding(double grand) {
        return Math.pow(RELATIVE_ROUNDING * grand, 2);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
