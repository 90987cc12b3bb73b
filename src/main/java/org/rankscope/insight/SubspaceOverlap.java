package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.rankscope.io.RequestException;
import org.rankscope.peft.LowRankUpdate;
import org.rankscope.peft.ProductSvd;

/**
 * How much of what one adapter has learnt lies in another: φ(i, j) = ‖Uᵢᵀ·Uⱼ‖²_F / min(i, j), where Uᵢ holds the first i right
 * singular vectors of the one's matrix and Uⱼ the first j of the other's (LoRA paper, arXiv 2106.09685, section 7.2, equation
 * 4; a projection metric, appendix G). In [0, 1]: 1 where the smaller subspace lies within the larger, 0 where they are
 * orthogonal. Two subspaces that have nothing to do with each other come to max(i, j) / in on average, the chance value.
 *
 * @param of which matrix's singular vectors
 * @param modules those that both adapters have
 */
public record SubspaceOverlap(Matrix of, List<Module> modules) {
    /** Singular values below this share of the largest, times the matrix's size, are 0 in double precision. */
    private static final double EPSILON = Math.ulp(1.0);

    /** Which matrix's right singular vectors are compared. */
    public enum Matrix {
        /** lora_A, as in the paper. It depends on how an adapter shares its update between A and B. */
        LORA_A,
        /** ΔW, which is the same however it is shared. */
        DELTA_WEIGHT
    }

    /**
     * One module.
     *
     * @param inputs size of the space that the subspaces are in
     * @param i sizes of the first adapter's subspaces
     * @param j sizes of the second's
     * @param phi φ(i, j), a row for each i
     */
    public record Module(
            String module,
            int layer,
            String kind,
            int inputs,
            List<Integer> i,
            List<Integer> j,
            @JsonProperty("phi") List<List<Double>> phi) {
        public Module {
            i = List.copyOf(i);
            j = List.copyOf(j);
            phi = phi.stream().map(List::copyOf).toList();
        }

        /** What subspaces of these sizes come to by chance. */
        public double chance(int sizeOfOne, int sizeOfOther) {
            return Math.min(1.0, (double) Math.max(sizeOfOne, sizeOfOther) / inputs);
        }
    }

    public SubspaceOverlap {
        modules = List.copyOf(modules);
    }

    /**
     * Between the modules of the same name. Sizes are powers of two and the rank itself, as far as the matrix has that many
     * singular values above 0.
     *
     * @throws RequestException where the adapters share no module, or a module takes another number of inputs
     */
    public static SubspaceOverlap between(List<LowRankUpdate> first, List<LowRankUpdate> second, Matrix of) {
        Map<String, LowRankUpdate> others = new HashMap<>();
        second.forEach(update -> others.put(update.module(), update));
        List<LowRankUpdate> shared = first.stream()
                .filter(update -> others.containsKey(update.module()))
                .toList();
        if (shared.isEmpty()) {
            throw new RequestException("The adapters have no module in common: the first adapts "
                    + first.get(0).module() + ", the second " + second.get(0).module() + ".");
        }
        ModuleNames names =
                new ModuleNames(shared.stream().map(LowRankUpdate::module).toList());
        List<Module> modules = new ArrayList<>();
        for (LowRankUpdate update : shared) {
            ProductSvd one = svd(update, of);
            ProductSvd other = svd(others.get(update.module()), of);
            if (one.v().numRows != other.v().numRows) {
                throw new RequestException("Module " + update.module() + " takes " + one.v().numRows
                        + " inputs in the first adapter and " + other.v().numRows
                        + " in the second; they belong to different base models.");
            }
            List<Integer> i = sizes(one);
            List<Integer> j = sizes(other);
            modules.add(new Module(
                    update.module(),
                    names.layer(update.module()),
                    names.kind(update.module()),
                    one.v().numRows,
                    i,
                    j,
                    grid(one.v(), other.v(), i, j)));
        }
        return new SubspaceOverlap(of, modules);
    }

    private static ProductSvd svd(LowRankUpdate update, Matrix of) {
        return of == Matrix.LORA_A ? ProductSvd.ofLoraA(update) : ProductSvd.of(update);
    }

    private static List<Integer> sizes(ProductSvd svd) {
        double[] values = svd.singularValues();
        double least = values[0] * EPSILON * svd.v().numRows;
        int rank = (int)
                IntStream.range(0, values.length).filter(k -> values[k] > least).count();
        TreeSet<Integer> sizes = new TreeSet<>();
        for (int size = 1; size < rank; size *= 2) {
            sizes.add(size);
        }
        if (rank > 0) {
            sizes.add(rank);
        }
        return List.copyOf(sizes);
    }

    /** ‖Uᵢᵀ·Uⱼ‖²_F is the sum of the squares in the first i rows and j columns of Uᵀ·U'. */
    private static List<List<Double>> grid(
            DMatrixRMaj one, DMatrixRMaj other, List<Integer> rows, List<Integer> columns) {
        DMatrixRMaj products = new DMatrixRMaj(one.numCols, other.numCols);
        CommonOps_DDRM.multTransA(one, other, products);
        List<List<Double>> grid = new ArrayList<>();
        for (int i : rows) {
            List<Double> row = new ArrayList<>();
            for (int j : columns) {
                double sum = 0;
                for (int k = 0; k < i; k++) {
                    for (int l = 0; l < j; l++) {
                        sum += products.get(k, l) * products.get(k, l);
                    }
                }
                row.add(Math.min(1.0, sum / Math.min(i, j)));
            }
            grid.add(row);
        }
        return grid;
    }
}
