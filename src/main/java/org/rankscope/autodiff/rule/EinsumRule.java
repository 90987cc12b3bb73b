package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Y = Σ of the products of operands X₁, X₂, ..., over the indices that Y lacks. dX₁ = Σ dY ∘ X₂ ∘ ... over the indices that X₁
 * lacks or holds with size 1: an Einsum again. Indices that X₁ has alone are stretched along; of one that it has twice only the
 * diagonal gets a gradient, by a further factor, the identity matrix. ONNX Einsum-12.
 */
final class EinsumRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Equation equation = Equation.of(node.textAttribute("equation", ""), node.inputs());
        Value dY = scope.gradientOf(node.output());
        for (int i = 0; i < node.inputs().size(); i++) {
            int place = i;
            scope.give(node.input(i), () -> gradient(equation, node.inputs(), place, dY, scope.builder()));
        }
    }

    private static Value gradient(Equation equation, List<Value> inputs, int place, Value dY, GraphBuilder g) {
        Value x = inputs.get(place);
        StringBuilder unused = new StringBuilder(Equation.lettersBut(equation.letters()));
        List<String> terms = new ArrayList<>();
        List<Value> operands = new ArrayList<>();
        boolean scalar = equation.result().isEmpty();
        terms.add(scalar ? take(unused) : equation.result());
        operands.add(scalar ? g.reshape(dY, Shape.of(1)) : dY);
        for (int i = 0; i < inputs.size(); i++) {
            if (i != place) {
                terms.add(equation.terms().get(i));
                operands.add(inputs.get(i));
            }
        }
        String wanted = distinct(equation.terms().get(place), unused, terms, operands, x.shape(), g);
        Map<Character, Long> sizes = Equation.sizes(terms, operands);
        StringBuilder given = new StringBuilder();
        long[] dims = new long[wanted.length()];
        for (int axis = 0; axis < dims.length; axis++) {
            char letter = wanted.charAt(axis);
            boolean there = sizes.containsKey(letter) && x.shape().dim(axis) > 1;
            given.append(there ? String.valueOf(letter) : "");
            dims[axis] = there ? sizes.get(letter) : 1;
        }
        Value product = einsum(terms, operands, given.toString(), sizes, g);
        Value shaped = g.reshape(product, Shape.of(dims));
        return g.expand(shaped, x.shape());
    }

    /** The letters of {@code term}, further places of one that repeats being tied to the first by an identity matrix. */
    private static String distinct(
            String term, StringBuilder unused, List<String> terms, List<Value> operands, Shape shape, GraphBuilder g) {
        StringBuilder wanted = new StringBuilder();
        for (int axis = 0; axis < term.length(); axis++) {
            String letter = term.substring(axis, axis + 1);
            if (wanted.indexOf(letter) < 0) {
                wanted.append(letter);
            } else {
                String other = take(unused);
                terms.add(letter + other);
                Value identity = g.constant(identity((int) shape.dim(axis)));
                DType dtype = operands.get(0).dtype();
                operands.add(dtype == DType.FLOAT ? identity : g.cast(identity, dtype));
                wanted.append(other);
            }
        }
        return wanted.toString();
    }

    private static Tensor identity(int size) {
        float[] values = new float[size * size];
        for (int i = 0; i < size; i++) {
            values[i * size + i] = 1;
        }
        return Tensor.ofFloats(Shape.of(size, size), values);
    }

    private static String take(StringBuilder unused) {
        String letter = unused.substring(0, 1);
        unused.deleteCharAt(0);
        return letter;
    }

    private static Value einsum(
            List<String> terms, List<Value> operands, String result, Map<Character, Long> sizes, GraphBuilder g) {
        String equation = terms.stream().collect(Collectors.joining(",")) + "->" + result;
        long[] dims =
                result.chars().mapToLong(letter -> sizes.get((char) letter)).toArray();
        return g.node(
                Op.EINSUM,
                operands,
                Map.of("equation", new Attribute.Text(equation)),
                operands.get(0).dtype(),
                Shape.of(dims));
    }
}
