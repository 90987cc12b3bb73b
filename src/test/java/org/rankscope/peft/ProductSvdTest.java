package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

class ProductSvdTest {
    /** Of doubles that hold the sum of a few hundred products of floats. */
    private static final double TOLERANCE = 1e-10;

    @ParameterizedTest(name = "in {0}, out {1}, rank {2}")
    @CsvSource({"20,30,4", "30,20,4", "16,16,1", "7,5,5", "5,9,12", "9,5,12", "3,1,2", "1,4,2", "64,48,32"})
    void itIsTheSvdOfTheFullMatrix(int in, int out, int rank) {
        LowRankUpdate update = Updates.random("m", in, out, rank, 0.5, 31L * in + out);
        ProductSvd found = ProductSvd.of(update);
        DMatrixRMaj full = Updates.full(update);
        double[] expected = fullSingularValues(full);
        int count = Math.min(rank, Math.min(in, out));
        assertEquals(count, found.singularValues().length);
        assertArrayEquals(Arrays.copyOf(expected, count), found.singularValues(), TOLERANCE * expected[0]);
        assertTrue(isOrthonormal(found.u()) && isOrthonormal(found.v()), "orthonormal columns");
        assertTrue(MatrixFeatures_DDRM.isIdentical(full, product(found), TOLERANCE * expected[0]), "U·Σ·Vᵀ is ΔW");
    }

    @Test
    void orthonormalFactorsShowTheirSingularValues() {
        double[] planted = {8, 4, 2, 1, 0.5};
        assertArrayEquals(
                planted,
                ProductSvd.of(Updates.withSingularValues("m", 40, 24, planted, 5))
                        .singularValues(),
                1e-6);
    }

    @Test
    void whatIsMissingOfTheRankIsZero() {
        LowRankUpdate full = Updates.random("m", 12, 10, 3, 1, 2);
        float[] a = full.loraA().floats();
        System.arraycopy(a, 0, a, 12, 12); // the second row repeats the first
        LowRankUpdate deficient = new LowRankUpdate("m", 1, Tensor.ofFloats(Shape.of(3, 12), a), full.loraB());
        double[] values = ProductSvd.of(deficient).singularValues();
        assertTrue(values[1] > 0.1 && values[2] < 1e-12 * values[0], Arrays.toString(values));
    }

    @Test
    void anUntrainedAdapterHasOnlyZeros() {
        Tensor a = Updates.normal(Shape.of(4, 9), new Random(1));
        Tensor b = Tensor.ofFloats(Shape.of(6, 4), new float[24]);
        assertArrayEquals(
                new double[4], ProductSvd.of(new LowRankUpdate("m", 2, a, b)).singularValues(), 0);
    }

    @Test
    void columnsOfZerosInTheMiddleAreNoHindrance() {
        LowRankUpdate update = Updates.random("m", 12, 10, 4, 1, 8);
        float[] b = update.loraB().floats();
        for (int row = 0; row < 10; row++) {
            b[row * 4 + 1] = 0;
        }
        LowRankUpdate holed = new LowRankUpdate("m", 1, update.loraA(), Tensor.ofFloats(Shape.of(10, 4), b));
        ProductSvd found = ProductSvd.of(holed);
        assertTrue(isOrthonormal(found.u()) && isOrthonormal(found.v()), "orthonormal columns");
        assertTrue(MatrixFeatures_DDRM.isIdentical(Updates.full(holed), product(found), 1e-12), "U·Σ·Vᵀ is ΔW");
    }

    @Test
    void aGroupedConvolutionIsTheMatrixThatItsGroupsMakeTogether() {
        Random random = new Random(3);
        LowRankUpdate conv = new LowRankUpdate(
                "conv", 1, Updates.normal(Shape.of(4, 3, 2, 2), random), Updates.normal(Shape.of(8, 2, 1, 1), random));
        assertEquals(2, conv.groups());
        double[] expected = fullSingularValues(Updates.full(conv));
        assertArrayEquals(Arrays.copyOf(expected, 4), ProductSvd.of(conv).singularValues(), TOLERANCE * expected[0]);
    }

    private static double[] fullSingularValues(DMatrixRMaj matrix) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, false, false, true);
        assertTrue(svd.decompose(matrix.copy()));
        return Arrays.stream(svd.getSingularValues(), 0, svd.numberOfSingularValues())
                .map(value -> -value)
                .sorted()
                .map(value -> -value)
                .toArray();
    }

    private static boolean isOrthonormal(DMatrixRMaj columns) {
        DMatrixRMaj products = new DMatrixRMaj(columns.numCols, columns.numCols);
        CommonOps_DDRM.multTransA(columns, columns, products);
        return MatrixFeatures_DDRM.isIdentity(products, 1e-12);
    }

    private static DMatrixRMaj product(ProductSvd svd) {
        DMatrixRMaj scaled = new DMatrixRMaj(svd.u().numRows, svd.u().numCols);
        CommonOps_DDRM.mult(svd.u(), CommonOps_DDRM.diag(svd.singularValues()), scaled);
        DMatrixRMaj result = new DMatrixRMaj(svd.u().numRows, svd.v().numRows);
        CommonOps_DDRM.multTransB(scaled, svd.v(), result);
        return result;
    }
}
