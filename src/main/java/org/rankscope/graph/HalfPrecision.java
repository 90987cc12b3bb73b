package org.rankscope.graph;

import java.util.HashSet;
import java.util.Set;

/**
 * A FLOAT graph rewritten so that its large values are of 16 bits: mixed precision training (Micikevicius et al. 2018, arXiv
 * 1710.03740). The model's weights are held in 16 bits, and matrix products with all that follows them are computed in
 * them; what {@link HalfOperators} does not list, the trained values and the optimiser stay in float32. A {@code Cast} to
 * FLOAT in the graph stays one: it marks what is to be exact.
 *
 * <p>Decision: the rewriting comes after the backward pass has been written, so that no gradient rule knows of types. Kinds
 * of values go from node to node ({@link HalfScope}): what comes of a narrow value is narrow, or has been widened for an operator that asks for
 * it; what comes of neither (masks, positions, trained values) is exact and becomes narrow where it meets a narrow one.
 */
public final class HalfPrecision {
    private HalfPrecision() {}

    /** How numbers of 16 bits are written. */
    public enum Form {
        /** As values of that type. */
        TYPED,
        /** As FLOAT that is rounded to it: for processors without kernels for the type. */
        ROUNDED
    }

    /**
     * The rewritten graph; its inputs and outputs are as they were.
     *
     * @param half FLOAT16 or BFLOAT16
     * @param trained inputs that hold trained values; the others are fed
     */
    public static Graph of(Graph graph, DType half, Form form, Set<String> trained) {
        HalfScope scope = new HalfScope(null, graph, half, form, narrowParameters(graph, half));
        graph.parameters().forEach(scope::parameter);
        graph.inputs().forEach(input -> scope.input(input, trained.contains(input.name())));
        return scope.rewritten();
    }

    /** The parameters of {@code graph} that its rewriting holds in 16 bits: those that only exact operators read are not. */
    public static Set<String> narrowParameters(Graph graph, DType half) {
        Set<Value> read = new HashSet<>();
        collectNarrowing(graph, half, read);
        Set<String> names = new HashSet<>();
        graph.parameters().stream()
                .filter(parameter -> parameter.dtype() == DType.FLOAT && read.contains(parameter))
                .forEach(parameter -> names.add(parameter.name()));
        return names;
    }

    private static void collectNarrowing(Graph graph, DType half, Set<Value> read) {
        for (Node node : graph.nodes()) {
            if (HalfOperators.isProduct(node.op(), half) || HalfOperators.isFollowing(node.op())) {
                read.addAll(node.inputs());
            }
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.Body body) {
                    collectNarrowing(body.graph(), half, read);
                }
            }
        }
    }
}
