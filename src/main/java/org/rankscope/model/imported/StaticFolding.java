package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.onnx.RawNode;
import org.rankscope.runtime.RuntimeFailure;
import org.rankscope.runtime.Session;

/**
 * Runs what depends on shapes and constants alone and is known to be small, and makes constants of the results. What would be
 * large is left to each run.
 */
final class StaticFolding {
    /** A value that depends on shapes alone is a constant up to this size, and left to each run beyond. */
    private static final long MOST_CONSTANT_BYTES = 16L << 20;

    /** All such values together. */
    private static final long MOST_CONSTANT_BYTES_IN_ALL = 512L << 20;

    private final TracedValues known;
    private final Set<String> leftToRuns = new HashSet<>();
    private long constantBytes;

    StaticFolding(TracedValues known) {
        this.known = known;
    }

    /** Folds what it can of {@code nodes}; says whether that was anything. */
    boolean fold(List<RawNode> nodes) {
        boolean folded = false;
        List<RawNode> runnable = new ArrayList<>();
        Set<String> soon = new HashSet<>();
        long bytes = constantBytes;
        for (RawNode node : nodes) {
            if (isDone(node)) {
                continue;
            }
            if ((node.is("Shape") || node.is("Size")) && known.isKnown(node.input(0))) {
                known.putConstant(
                        node.outputs().get(0),
                        sizes(node, known.values().get(node.input(0)).shape()));
                folded = true;
                continue;
            }
            boolean mayRun = StaticOps.mayRun(node)
                    && node.reads().stream().allMatch(read -> known.isConstant(read) || soon.contains(read))
                    && node.outputs().stream().noneMatch(output -> leftToRuns.contains(output));
            if (!mayRun || !dividesSafely(node)) {
                continue;
            }
            Optional<Long> size = resultBytes(node);
            if (size.isPresent() && size.get() <= MOST_CONSTANT_BYTES && bytes <= MOST_CONSTANT_BYTES_IN_ALL) {
                bytes += size.get();
                runnable.add(node);
                soon.addAll(node.outputs());
            } else if (size.isPresent()) {
                leftToRuns.addAll(node.outputs());
            }
        }
        constantBytes = bytes;
        if (!runnable.isEmpty()) {
            evaluate(runnable);
        }
        return folded || !runnable.isEmpty();
    }

    private static Tensor sizes(RawNode node, Shape shape) {
        if (node.is("Size")) {
            return Tensor.ofLongs(Shape.SCALAR, shape.elements());
        }
        int rank = shape.rank();
        int start = (int) clipped(node, "start", 0, rank);
        int end = (int) clipped(node, "end", rank, rank);
        List<Long> dims = shape.dims().subList(start, Math.max(start, end));
        return Tensor.ofLongs(
                Shape.of(dims.size()), dims.stream().mapToLong(Long::longValue).toArray());
    }

    private static long clipped(RawNode node, String key, long absent, int rank) {
        long value = node.attributes().get(key) instanceof Attribute.Int number ? number.value() : absent;
        return Math.max(0, Math.min(rank, value < 0 ? value + rank : value));
    }

    /** What the results take at most; empty while that isn't known. */
    private Optional<Long> resultBytes(RawNode node) {
        long bytes = 0;
        if (StaticOps.isSelecting(node)) {
            for (String input : node.reads()) {
                if (!known.isConstant(input)) {
                    return Optional.empty();
                }
                Shape shape = known.constants().get(input).shape();
                bytes += Math.max(1, shape.rank()) * shape.elements() * DType.INT64.bytes();
            }
            return Optional.of(bytes);
        }
        for (String output : node.outputs()) {
            if (output.isEmpty()) {
                continue;
            } else if (!known.isKnown(output)) {
                return Optional.empty();
            }
            long more = TracedValues.bytes(known.values().get(output));
            bytes = more > ShapeQuestions.MOST_VALUE_BYTES ? Long.MAX_VALUE : Math.max(bytes, bytes + more);
        }
        return Optional.of(bytes);
    }

    /** Whether a division of whole numbers may be run: its divisor is known and not zero. */
    private boolean dividesSafely(RawNode node) {
        if (!StaticOps.divides(node)) {
            return true;
        }
        Tensor divisor = known.constants().get(node.input(1));
        if (divisor == null) {
            return false;
        } else if (!divisor.dtype().isFloatingPoint()) {
            int size = divisor.dtype().bytes();
            for (int at = 0; at < divisor.data().limit(); at += size) {
                long number =
                        switch (size) {
                            case 1 -> divisor.data().get(at);
                            case 2 -> divisor.data().getShort(at);
                            case 4 -> divisor.data().getInt(at);
                            default -> divisor.data().getLong(at);
                        };
                if (number == 0) {
                    throw known.problem(node, "divides whole numbers by 0");
                } else if (number == -1) {
                    // The least whole number over -1 ends the process as well; nobody needs it known.
                    leftToRuns.addAll(node.outputs());
                    return false;
                }
            }
        }
        return true;
    }

    private void evaluate(List<RawNode> runnable) {
        Set<String> wanted = new LinkedHashSet<>();
        runnable.forEach(node -> wanted.addAll(node.outputs()));
        wanted.remove("");
        try (Session session = known.open(runnable, wanted);
                Session.Results results = session.run(Map.of())) {
            for (String name : wanted) {
                known.putConstant(name, results.tensor(name));
            }
        } catch (RuntimeFailure e) {
            throw known.refused(e);
        }
    }

    private boolean isDone(RawNode node) {
        return node.outputs().stream().allMatch(output -> output.isEmpty() || known.isConstant(output));
    }
}
