package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.onnx.RawNode;

/** Tables whose rows are picked by what depends on shapes alone: embeddings of positions, and angles of rotary ones. */
final class PositionTables {
    /** A table: how many rows it has, the last that is picked, and whether one after the other is. */
    record Table(RawNode node, long rows, long last, boolean counted) {}

    private PositionTables() {}

    /**
     * The tables of a traced model.
     *
     * @param weights those that may be tables, by initializer
     */
    static List<Table> find(Trace trace, Map<String, Value> weights) {
        List<Table> tables = new ArrayList<>();
        for (RawNode node : trace.nodes()) {
            Value table = node.is("Gather") ? weights.get(node.input(0)) : null;
            Tensor indices = trace.constants().get(node.input(1));
            boolean byRow = node.attributes()
                    .getOrDefault("axis", OpsetUpgrade.number(0))
                    .equals(OpsetUpgrade.number(0));
            rotary(node, trace).ifPresent(tables::add);
            if (table != null && indices != null && byRow && indices.dtype() == DType.INT64) {
                OptionalLong last = LongStream.of(indices.longs()).max();
                last.ifPresent(row -> tables.add(new Table(node, table.shape().dim(0), row, countUp(indices.longs()))));
            }
        }
        return tables;
    }

    /** The table of angles of a rotary embedding, where it picks its rows by known positions. */
    private static Optional<Table> rotary(RawNode node, Trace trace) {
        boolean contributed = node.domain().equals("com.microsoft") && node.op().equals("RotaryEmbedding");
        if (!contributed && !node.is("RotaryEmbedding")) {
            return Optional.empty();
        }
        Tensor positions = trace.constants().get(node.input(contributed ? 1 : 3));
        Value angles = trace.values().get(node.input(contributed ? 2 : 1));
        if (positions == null
                || positions.dtype() != DType.INT64
                || angles == null
                || angles.shape().rank() != 2) {
            return Optional.empty();
        }
        Shape x = trace.values().get(node.input(0)).shape();
        long first = LongStream.of(positions.longs()).max().orElse(0);
        boolean counts = positions.shape().elements() == 1;
        long last = counts ? first + x.dim(x.rank() == 3 ? 1 : 2) - 1 : first;
        return Optional.of(new Table(node, angles.shape().dim(0), last, true));
    }

    /** Whether {@code indices} count up by one, row by row; classes of relative positions do not, and have no end. */
    private static boolean countUp(long[] indices) {
        for (int i = 1; i < indices.length; i++) {
            if (indices[i] != indices[i - 1] + 1 && indices[i] != indices[0]) {
                return false;
            }
        }
        return true;
    }

    /** The longest sequence that {@code tables} serve, as seen at one length: those that count positions limit it. */
    static OptionalLong longest(List<Table> tables, long length) {
        return tables.stream()
                .filter(table -> table.counted() && length > 1 && table.last() >= length - 1)
                .mapToLong(table -> table.rows() - (table.last() - (length - 1)))
                .min();
    }
}
