package org.rankscope.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Sizes, outermost axis first; the empty shape is a scalar. All are concrete, but for one: inputs and outputs of an
 * outermost graph may have a {@link #FREE} first axis, whose size each run chooses (steps, batches).
 */
public record Shape(List<Long> dims) {
    public static final Shape SCALAR = new Shape(List.of());

    /** Size of an axis that each run chooses. */
    public static final long FREE = -1;

    public Shape {
        dims = List.copyOf(dims);
        for (int axis = 0; axis < dims.size(); axis++) {
            if (dims.get(axis) < 0 && !(axis == 0 && dims.get(axis) == FREE)) {
                throw new GraphException("A size below zero in shape " + dims + ".");
            }
        }
    }

    public static Shape of(long... dims) {
        return new Shape(LongStream.of(dims).boxed().toList());
    }

    public int rank() {
        return dims.size();
    }

    /** The size of {@code axis}; negative axes count from the end. */
    public long dim(int axis) {
        return dims.get(axis(axis));
    }

    /** {@code axis} counted from the start. */
    public int axis(int axis) {
        int fromStart = axis < 0 ? axis + rank() : axis;
        if (fromStart < 0 || fromStart >= rank()) {
            throw new GraphException(
                    "Axis " + axis + " of shape " + this + ": expected -" + rank() + " to " + (rank() - 1) + ".");
        }
        return fromStart;
    }

    public boolean hasFreeAxis() {
        return !dims.isEmpty() && dims.get(0) == FREE;
    }

    /** This shape without its first axis. */
    public Shape inner() {
        return new Shape(dims.subList(1, rank()));
    }

    /** Number of elements. */
    public long elements() {
        if (hasFreeAxis()) {
            throw new GraphException("Shape " + this + " has a free axis and so no number of elements.");
        }
        return dims.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    public long[] toArray() {
        return dims.stream().mapToLong(Long::longValue).toArray();
    }

    /** This shape with the size of {@code axis} replaced. */
    public Shape with(int axis, long size) {
        long[] changed = toArray();
        changed[axis(axis)] = size;
        return of(changed);
    }

    /** This shape with a further axis of {@code size} in front. */
    public Shape prepend(long size) {
        return of(
                LongStream.concat(LongStream.of(size), Arrays.stream(toArray())).toArray());
    }

    /** This shape with further axes behind. */
    public Shape append(List<Long> further) {
        return new Shape(Stream.concat(dims.stream(), further.stream()).toList());
    }

    /** The shape of an elementwise result, by ONNX multidirectional broadcasting. */
    public Shape broadcast(Shape other) {
        int rank = Math.max(rank(), other.rank());
        long[] result = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long a = i <= rank() ? dim(-i) : 1;
            long b = i <= other.rank() ? other.dim(-i) : 1;
            if (a != b && a != 1 && b != 1) {
                throw new GraphException("Shapes " + this + " and " + other + " don't broadcast: " + a + " against " + b
                        + " in axis -" + i + ".");
            }
            result[rank - i] = a == 1 ? b : a;
        }
        return of(result);
    }

    @Override
    public String toString() {
        return dims.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
