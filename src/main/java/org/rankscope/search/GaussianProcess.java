package org.rankscope.search;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * Regression with a Gaussian process of mean 0: Rasmussen and Williams, "Gaussian Processes for Machine Learning"
 * (2006), algorithm 2.1. The kernel is Matérn's with ν = 5/2 (equation 4.17), with a length of its own for each
 * coordinate (automatic relevance determination, section 5.1).
 */
final class GaussianProcess {
    /** Keeps a matrix of points that lie close together positive definite. */
    private static final double JITTER = 1e-8;

    private final double[][] points;
    private final Kernel kernel;
    private final DMatrixRMaj lower;
    private final double[] weights;
    private final double logLikelihood;

    /**
     * @param variance of the function, σ²
     * @param lengths by coordinate
     * @param noise variance of an observation's noise
     */
    record Kernel(double variance, double[] lengths, double noise) {
        /** σ² (1 + √5 d + 5 d² / 3) exp(-√5 d), where d is the distance in lengths. */
        double covariance(double[] a, double[] b) {
            double squares = 0;
            for (int i = 0; i < a.length; i++) {
                double distance = (a[i] - b[i]) / lengths[i];
                squares += distance * distance;
            }
            double scaled = Math.sqrt(5 * squares);
            return variance * (1 + scaled + scaled * scaled / 3) * Math.exp(-scaled);
        }
    }

    /** What the process expects of the function at a point, without an observation's noise. */
    record Prediction(double mean, double deviation) {}

    private GaussianProcess(double[][] points, Kernel kernel, DMatrixRMaj lower, double[] values) {
        this.points = points;
        this.kernel = kernel;
        this.lower = lower;
        this.weights = values.clone();
        int n = values.length;
        TriangularSolver_DDRM.solveL(lower.data, weights, n);
        double fit = 0;
        double logDeterminant = 0;
        for (int i = 0; i < n; i++) {
            fit += weights[i] * weights[i];
            logDeterminant += Math.log(lower.get(i, i));
        }
        logLikelihood = -fit / 2 - logDeterminant - n / 2.0 * Math.log(2 * Math.PI);
        TriangularSolver_DDRM.solveTranL(lower.data, weights, n);
    }

    /** The process that has seen {@code values} at {@code points}; empty if the kernel's matrix has no Cholesky factor. */
    static Optional<GaussianProcess> of(double[][] points, double[] values, Kernel kernel) {
        int n = points.length;
        DMatrixRMaj covariance = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double value = kernel.covariance(points[i], points[j]);
                covariance.set(i, j, value);
                covariance.set(j, i, value);
            }
            covariance.add(i, i, kernel.noise() + JITTER);
        }
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(n, true);
        return cholesky.decompose(covariance)
                ? Optional.of(new GaussianProcess(points, kernel, cholesky.getT(null), values))
                : Optional.empty();
    }

    /** log p(values | points), equation 2.30. */
    double logLikelihood() {
        return logLikelihood;
    }

    /** Equations 2.25 and 2.26. */
    Prediction at(double[] point) {
        int n = points.length;
        double[] covariances = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            covariances[i] = kernel.covariance(points[i], point);
            mean += covariances[i] * weights[i];
        }
        TriangularSolver_DDRM.solveL(lower.data, covariances, n);
        double explained = 0;
        for (double value : covariances) {
            explained += value * value;
        }
        return new Prediction(mean, Math.sqrt(Math.max(0, kernel.variance() - explained)));
    }
}
