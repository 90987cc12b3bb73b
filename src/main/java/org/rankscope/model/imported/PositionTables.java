package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.rankscope.graph.DType;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.onnx.RawNode;

/** Tables of weights whose rows are picked by what depends on shapes alone: embeddings of positions. */
final class PositionTables {
    /** A table: how many rows it has, and the last that is picked. */
    record Table(RawNode node, long rows, long last) {}

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
            if (table != null && indices != null && byRow && indices.dtype() == DType.INT64) {
                OptionalLong last = LongStream.of(indices.longs()).max();
                last.ifPresent(row -> tables.add(new Table(node, table.shape().dim(0), row)));
            }
        }
        return tables;
    }

    /** The longest sequence that {@code tables} serve, as seen at one length: those that count positions limit it. */
    static OptionalLong longest(List<Table> tables, long length) {
        return tables.stream()
                .filter(table -> length > 1 && table.last() >= length - 1)
                .mapToLong(table -> table.rows() - (table.last() - (length - 1)))
                .min();
    }
}
