package org.rankscope.model.imported;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rankscope.graph.Shape;
import org.rankscope.model.WeightLayout;
import org.rankscope.onnx.RawNode;
import org.rankscope.onnx.StoredTensor;

/**
 * Heads that are tied to the embedding. Exporters write such a weight twice, once as the table and once turned round for the
 * product; here both read the table, as in the model that was exported: one weight to hold, and one to train.
 *
 * @param layers the linear layers, tied ones with the table as their weight
 * @param copies the initializers that nothing reads any more
 */
record TiedWeights(List<LinearLayer> layers, Set<String> copies) {
    /** Numbers that are compared first, since most pairs differ at once. */
    private static final int SAMPLES = 64;

    static TiedWeights of(GraphIndex index, Set<String> weights, List<LinearLayer> layers) {
        List<String> tables =
                weights.stream().filter(weight -> isTable(index, weight)).toList();
        List<LinearLayer> tied = new ArrayList<>();
        Set<String> copies = new HashSet<>();
        for (LinearLayer layer : layers) {
            Optional<LinearLayer> onTable = layer.isConvolution() || layer.isPacked() || isTable(index, layer.weight())
                    ? Optional.empty()
                    : tables.stream()
                            .flatMap(table -> tied(index, layer, table).stream())
                            .findFirst();
            onTable.ifPresent(found -> copies.add(layer.weight()));
            tied.add(onTable.orElse(layer));
        }
        return new TiedWeights(tied, copies);
    }

    /** Whether rows are picked from it. */
    static boolean isTable(GraphIndex index, String weight) {
        return !pickers(index, weight).isEmpty();
    }

    /** The embeddings that pick rows from it. */
    static List<RawNode> pickers(GraphIndex index, String weight) {
        return index.readers(weight).stream()
                .filter(reader -> reader.is("Gather") && reader.input(0).equals(weight))
                .toList();
    }

    private static Optional<LinearLayer> tied(GraphIndex index, LinearLayer layer, String table) {
        StoredTensor copy = index.graph().initializers().get(layer.weight());
        StoredTensor original = index.graph().initializers().get(table);
        Shape turned = Shape.of(copy.shape().dim(1), copy.shape().dim(0));
        if (original.dtype() != copy.dtype()) {
            return Optional.empty();
        } else if (original.shape().equals(turned) && equal(original, copy, true)) {
            WeightLayout layout = layer.layout() == WeightLayout.IN_OUT ? WeightLayout.OUT_IN : WeightLayout.IN_OUT;
            return Optional.of(layer.with(table, layout));
        } else if (original.shape().equals(copy.shape()) && equal(original, copy, false)) {
            return Optional.of(layer.with(table, layer.layout()));
        }
        return Optional.empty();
    }

    private static boolean equal(StoredTensor original, StoredTensor copy, boolean turned) {
        FloatBuffer a = original.tensor().data().asFloatBuffer();
        FloatBuffer b = copy.tensor().data().asFloatBuffer();
        int columns = (int) original.shape().dim(1);
        int rows = (int) original.shape().dim(0);
        int step = Math.max(1, a.limit() / SAMPLES);
        for (int from : new int[] {step, 1}) {
            for (int i = 0; i < a.limit(); i += from) {
                int j = turned ? i % columns * rows + i / columns : i;
                if (Float.floatToRawIntBits(a.get(i)) != Float.floatToRawIntBits(b.get(j))) {
                    return false;
                }
            }
        }
        return true;
    }
}
