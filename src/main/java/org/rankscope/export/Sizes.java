package org.rankscope.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** {@link SizeFormula}s as nodes of a graph: what they come to at each run. */
final class Sizes {
    private final GraphBuilder g;
    private final Value terms;

    /** An axis of an input. */
    record Axis(Value input, int axis) {}

    /**
     * @param batch where the rows of a batch are counted
     * @param length where the tokens of a row are; empty where nothing depends on them
     */
    Sizes(GraphBuilder g, Axis batch, Optional<Axis> length) {
        this.g = g;
        Value one = g.constant(List.of(1L));
        Value rows = size(batch);
        Value tokens = length.map(this::size).orElse(one);
        this.terms = g.concat(List.of(one, rows, tokens, g.mul(rows, tokens), g.mul(tokens, tokens)), 0);
    }

    private Value size(Axis axis) {
        return g.node(
                Op.SHAPE,
                List.of(axis.input()),
                Map.of("start", new Attribute.Int(axis.axis()), "end", new Attribute.Int(axis.axis() + 1)),
                DType.INT64,
                Shape.of(1));
    }

    /** INT64 [n]. */
    Value vector(List<SizeFormula> formulas) {
        if (formulas.stream().allMatch(SizeFormula::isConstant)) {
            return g.constant(formulas.stream().map(SizeFormula::one).toList());
        }
        List<Long> factors = new ArrayList<>();
        formulas.forEach(formula -> {
            for (long factor : formula.terms()) {
                factors.add(factor);
            }
        });
        Value matrix = g.constant(Tensor.ofLongs(
                Shape.of(formulas.size(), SizeFormula.TERMS),
                factors.stream().mapToLong(Long::longValue).toArray()));
        return g.reduceSum(g.mul(matrix, terms), List.of(1L), false);
    }

    /** INT64 []. */
    Value number(SizeFormula formula) {
        return g.reshape(vector(List.of(formula)), Shape.SCALAR);
    }

    /** INT64 [n]: 0, 1, 2, ... of a formula's number. */
    Value counted(SizeFormula formula, long atSample) {
        Value zero = g.constant(Tensor.ofLongs(Shape.SCALAR, 0));
        Value one = g.constant(Tensor.ofLongs(Shape.SCALAR, 1));
        return g.node(Op.RANGE, List.of(zero, number(formula), one), Map.of(), DType.INT64, Shape.of(atSample));
    }
}
