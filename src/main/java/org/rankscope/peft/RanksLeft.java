package org.rankscope.peft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/** AdaLoRA's adapters without the ranks that {@link RankAllocation} took away: smaller tensors, as PEFT 0.21 stores them. */
final class RanksLeft {
    private RanksLeft() {}

    /**
     * The ranks that count for something, and a configuration that names them. One that was taken away and has come back
     * since counts: the adapter is what was evaluated.
     *
     * @param values trained ones, and the {@link RankAllocation#states} where there are any; else all is left
     */
    static LayerAdapter.Left of(AdapterConfig config, List<AdaptedModule> targets, Map<String, Tensor> values) {
        if (!values.containsKey(RankAllocation.KEPT)) {
            return new LayerAdapter.Left(config, values);
        }
        float[] kept = values.get(RankAllocation.KEPT).floats();
        Map<String, List<Boolean>> pattern = new LinkedHashMap<>();
        Map<String, Tensor> left = new LinkedHashMap<>(values);
        int from = 0;
        for (AdaptedModule target : targets) {
            float[] singular = values.get(name(target, AdaLora.E)).floats();
            List<Boolean> its = new ArrayList<>();
            for (int rank = 0; rank < target.rank(); rank++) {
                its.add(kept[from + rank] > 0 || singular[rank] != 0);
            }
            from += target.rank();
            pattern.put(name(target, AdaLora.E), its);
            for (String end : AdaLora.ENDS) {
                left.compute(name(target, end), (name, value) -> cut(value, its, end.equals(AdaLora.B) ? 1 : 0));
            }
        }
        boolean whole = pattern.values().stream().allMatch(its -> its.stream().allMatch(is -> is));
        return whole
                ? new LayerAdapter.Left(config, values)
                : new LayerAdapter.Left(
                        AdapterConfigBuilder.builder(config).keptRanks(pattern).build(), left);
    }

    private static String name(AdaptedModule target, String end) {
        return target.module().name() + "." + end;
    }

    /** {@code matrix} without the rows (axis 0) or columns (axis 1) that are not {@code kept}. */
    private static Tensor cut(Tensor matrix, List<Boolean> kept, int axis) {
        float[] all = matrix.floats();
        int columns = (int) matrix.shape().dim(1);
        int left = (int) kept.stream().filter(is -> is).count();
        Shape shape = matrix.shape().with(axis, left);
        float[] values = new float[Math.toIntExact(shape.elements())];
        int next = 0;
        for (int i = 0; i < all.length; i++) {
            if (kept.get(axis == 0 ? i / columns : i % columns)) {
                values[next++] = all[i];
            }
        }
        return Tensor.ofFloats(shape, values);
    }
}
