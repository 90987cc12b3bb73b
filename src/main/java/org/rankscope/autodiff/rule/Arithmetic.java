package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * What formulas of rules are written in: operators, on values of one floating-point type and on numbers of that type.
 */
final class Arithmetic {
    private final GraphBuilder g;
    private final DType dtype;

    private Arithmetic(GraphBuilder g, DType dtype) {
        this.g = g;
        this.dtype = dtype;
    }

    /** Arithmetic on values of {@code like}'s type. */
    static Arithmetic of(GraphBuilder g, Value like) {
        return new Arithmetic(g, like.dtype());
    }

    /** A scalar. */
    Value number(double number) {
        if (dtype == DType.DOUBLE) {
            Tensor tensor = Tensor.zeros(DType.DOUBLE, Shape.SCALAR);
            tensor.data().asDoubleBuffer().put(number);
            return g.constant(tensor);
        }
        Value constant = g.constant((float) number);
        return dtype == DType.FLOAT ? constant : g.cast(constant, dtype);
    }

    /** An operator of one input that keeps its shape. */
    Value of(Op op, Value x) {
        return g.node(op, List.of(x), Map.of(), x.dtype(), x.shape());
    }

    Value neg(Value x) {
        return g.neg(x);
    }

    Value abs(Value x) {
        return of(Op.ABS, x);
    }

    Value sign(Value x) {
        return of(Op.SIGN, x);
    }

    Value exp(Value x) {
        return g.exp(x);
    }

    Value log(Value x) {
        return of(Op.LOG, x);
    }

    Value sqrt(Value x) {
        return g.sqrt(x);
    }

    Value square(Value x) {
        return g.mul(x, x);
    }

    Value add(Value a, Value b) {
        return g.add(a, b);
    }

    Value sub(Value a, Value b) {
        return g.sub(a, b);
    }

    Value mul(Value a, Value b) {
        return g.mul(a, b);
    }

    Value div(Value a, Value b) {
        return g.div(a, b);
    }

    /** aᵇ. */
    Value pow(Value a, Value b) {
        return g.node(Op.POW, List.of(a, b), Map.of(), a.dtype(), a.shape().broadcast(b.shape()));
    }

    /** x + n. */
    Value plus(Value x, double n) {
        return n == 0 ? x : g.add(x, number(n));
    }

    /** n · x. */
    Value times(Value x, double n) {
        return n == 1 ? x : g.mul(x, number(n));
    }

    /** n - x. */
    Value minus(double n, Value x) {
        return g.sub(number(n), x);
    }

    /** min(x, n). */
    Value atMost(Value x, double n) {
        return g.node(Op.MIN, List.of(x, number(n)), Map.of(), x.dtype(), x.shape());
    }

    /** a < b, as BOOL. */
    Value less(Value a, Value b) {
        return compare(Op.LESS, a, b);
    }

    /** x < n, as BOOL. */
    Value less(Value x, double n) {
        return compare(Op.LESS, x, number(n));
    }

    /** x > n, as BOOL. */
    Value greater(Value x, double n) {
        return compare(Op.GREATER, x, number(n));
    }

    /** x = n, as BOOL. */
    Value equal(Value x, double n) {
        return g.equal(x, number(n));
    }

    /** Both hold. */
    Value and(Value a, Value b) {
        return compare(Op.AND, a, b);
    }

    /** x where the condition holds, zero elsewhere; what stands there elsewhere does not matter, be it no number. */
    Value where(Value condition, Value x) {
        return g.where(condition, x, number(0));
    }

    /** yes where the condition holds, no elsewhere. */
    Value choose(Value condition, Value yes, Value no) {
        return g.where(condition, yes, no);
    }

    /** Zero where the condition holds, x elsewhere. */
    Value except(Value condition, Value x) {
        return g.where(condition, number(0), x);
    }

    /** The mean over axes, which are kept at size 1. */
    Value mean(Value x, List<Long> axes) {
        Shape kept = x.shape();
        for (long axis : axes) {
            kept = kept.with((int) axis, 1);
        }
        Map<String, Attribute> attributes = Map.of("keepdims", new Attribute.Int(1));
        return g.node(Op.REDUCE_MEAN, List.of(x, g.constant(axes)), attributes, x.dtype(), kept);
    }

    /** x repeated along the axes where its size is 1. */
    Value stretch(Value x, Shape shape) {
        return g.expand(x, shape);
    }

    private Value compare(Op op, Value a, Value b) {
        return g.node(op, List.of(a, b), Map.of(), DType.BOOL, a.shape().broadcast(b.shape()));
    }
}
