package org.rankscope.onnx;

import java.util.List;
import java.util.Optional;
import org.rankscope.graph.DType;

/**
 * An input or output of a graph in a file, as far as the file says what it is.
 *
 * @param dtype empty where the file leaves it open, or names a type that graphs here don't hold
 * @param typeName what the file calls its type, for messages
 * @param dims sizes, {@link #FREE} for an axis that each run chooses; empty where even their number is open
 */
public record RawValue(String name, Optional<DType> dtype, String typeName, Optional<List<Long>> dims) {
    /** Size of an axis that each run chooses. */
    public static final long FREE = -1;

    public RawValue {
        dims = dims.map(List::copyOf);
    }
}
