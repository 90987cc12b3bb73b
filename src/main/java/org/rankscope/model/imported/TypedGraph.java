package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.WeightLayout;
import org.rankscope.onnx.RawNode;

/**
 * Writes a traced model as a typed graph. Linear layers become {@code Gemm}s of matrices with their bias in them, each
 * called after its module; whatever only changes a shape becomes a {@code Reshape}; what changes nothing vanishes.
 */
final class TypedGraph {
    private static final Set<String> RESHAPING = Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze");

    private final GraphBuilder g;
    private final Trace trace;
    private final ModuleTree modules;
    private final Map<String, Value> weights;
    private final Map<String, Value> here = new HashMap<>();
    private final Fusions fusions;

    private TypedGraph(GraphBuilder g, Trace trace, ModuleTree modules, Map<String, Value> weights) {
        this.g = g;
        this.trace = trace;
        this.modules = modules;
        this.weights = weights;
        this.fusions = new Fusions(g);
    }

    /**
     * The graph that gives {@code output} as {@code logits} [items, classes]. Where a file has virtual tokens in it, what it
     * predicts at their places is left out.
     *
     * @param inputs what is fed
     * @param typesInFile the types in which the file asks for it
     * @param weights type and shape of each weight under its parameter's name, by initializer
     * @param length tokens of a row
     */
    static Graph of(
            int opset,
            Trace trace,
            ModuleTree modules,
            List<Value> inputs,
            Map<String, DType> typesInFile,
            Map<String, Value> weights,
            String output,
            int length) {
        GraphBuilder g = new GraphBuilder("onnx");
        g.raiseOpset(opset);
        TypedGraph typed = new TypedGraph(g, trace, modules, weights);
        for (Value input : inputs) {
            Value fed = g.input(input);
            DType wanted = typesInFile.get(input.name());
            typed.here.put(input.name(), wanted == input.dtype() ? fed : g.cast(fed, wanted));
        }
        trace.nodes().forEach(typed::add);
        Value logits = typed.operand(output);
        long virtual = logits.shape().rank() == 3 ? logits.shape().dim(1) - length : 0;
        return g.build(List.of(typed.logits(virtual > 0 ? g.part(logits, 1, virtual, length) : logits)));
    }

    private Value logits(Value value) {
        Shape shape = value.shape();
        long classes = shape.dim(-1);
        Value flat = g.constant(List.of(shape.elements() / Math.max(1, classes), classes));
        Shape result = Shape.of(shape.elements() / Math.max(1, classes), classes);
        Value logits = one(Op.RESHAPE, List.of(value, flat), Map.of(), "logits", DType.FLOAT, result);
        return logits.name().equals("logits")
                ? logits
                : one(Op.IDENTITY, List.of(logits), Map.of(), "logits", DType.FLOAT, result);
    }

    private Value operand(String name) {
        if (name.isEmpty()) {
            return Value.ABSENT;
        }
        Value known = here.get(name);
        if (known == null) {
            Value weight = weights.get(name);
            known = weight != null
                    ? g.parameter(weight.name(), weight.dtype(), weight.shape())
                    : g.constant(trace.constants().get(name));
            here.put(name, known);
        }
        return known;
    }

    private Value traced(String name) {
        return trace.values().get(name);
    }

    private void add(RawNode node) {
        String result = node.outputs().get(0);
        if (here.containsKey(result)) {
            return;
        }
        LinearLayer layer = modules.layerOfProduct(result).orElse(null);
        if (layer != null && !layer.isConvolution()) {
            Value product = linear(layer);
            here.put(result, product);
            here.put(layer.result(), product);
        } else if (isNothing(node)) {
            here.put(result, operand(node.input(0)));
        } else if (node.domain().isEmpty()
                && RESHAPING.contains(node.op())
                && traced(result).shape().elements() > 0) {
            here.put(result, g.reshape(operand(node.input(0)), traced(result).shape()));
        } else if (node.is("Concat")) {
            concat(node);
        } else if (Rotary.isShared(node, trace)) {
            here.put(result, Rotary.shared(g, node, operand(node.input(0)), this::operand, modules.label(node)));
        } else {
            plain(node, node.inputs(), layer == null ? modules.label(node) : modules.moduleOfProduct(result));
        }
    }

    /** Whether the node's result is its first input. */
    private boolean isNothing(RawNode node) {
        if (node.is("Identity")) {
            return true;
        }
        Value before = traced(node.input(0));
        Value after = traced(node.outputs().get(0));
        boolean same = before != null && before.shape().equals(after.shape()) && before.dtype() == after.dtype();
        return same && (node.is("Cast") || node.is("Expand") || node.is("Tile") || node.is("Slice") && forwards(node));
    }

    /** Whether a slice that keeps the shape takes everything in order: no step is below zero. */
    private boolean forwards(RawNode node) {
        Tensor steps = trace.constants().get(node.input(4));
        if (node.input(4).isEmpty()) {
            return true;
        } else if (steps == null || steps.dtype() != DType.INT64) {
            return false;
        }
        for (long step : steps.longs()) {
            if (step < 0) {
                return false;
            }
        }
        return true;
    }

    /** Parts without elements, such as an empty cache, don't count. */
    private void concat(RawNode node) {
        List<String> parts = node.inputs().stream()
                .filter(part -> traced(part).shape().elements() > 0)
                .toList();
        if (parts.size() == 1) {
            here.put(node.outputs().get(0), operand(parts.get(0)));
        } else {
            plain(node, parts.isEmpty() ? node.inputs() : parts, modules.label(node));
        }
    }

    private Value linear(LinearLayer layer) {
        if (layer.isPacked()) {
            return packed(layer);
        }
        String result = layer.product().outputs().get(0);
        Value x = operand(layer.product().input(0));
        Value weight = operand(layer.weight());
        List<Value> operands = new ArrayList<>();
        long features = x.shape().dim(-1);
        operands.add(g.reshape(x, Shape.of(x.shape().elements() / Math.max(1, features), features)));
        operands.add(weight);
        boolean outFirst = layer.layout() == WeightLayout.OUT_IN;
        String addend = layer.bias().orElse(layer.addend());
        if (!addend.isEmpty()) {
            operands.add(operand(addend));
        }
        Shape shape = Shape.of(operands.get(0).shape().dim(0), weight.shape().dim(outFirst ? 0 : 1));
        Map<String, Attribute> attributes = Map.of(
                "transA",
                new Attribute.Int(0),
                "transB",
                new Attribute.Int(outFirst ? 1 : 0),
                "alpha",
                new Attribute.Float(1));
        Value product = one(Op.GEMM, operands, attributes, modules.moduleOfProduct(result), x.dtype(), shape);
        return g.reshape(product, traced(result).shape());
    }

    /** With the bias added by a node of its own. */
    private Value packed(LinearLayer layer) {
        RawNode node = layer.product();
        String result = node.outputs().get(0);
        String name = modules.moduleOfProduct(result);
        Value x = operand(node.input(0));
        long features = x.shape().dim(-1);
        List<Value> operands = new ArrayList<>();
        operands.add(g.reshape(x, Shape.of(x.shape().elements() / Math.max(1, features), features)));
        node.inputs()
                .subList(1, Math.min(node.inputs().size(), PackedProducts.bias(node)))
                .forEach(part -> operands.add(operand(part)));
        while (operands.get(operands.size() - 1).isAbsent()) {
            operands.remove(operands.size() - 1);
        }
        PackedProducts.checkMade(node, operands);
        Value product = one(
                Op.find(node.domain(), node.op()).orElseThrow(),
                operands,
                PackedProducts.exact(node),
                name,
                x.dtype(),
                Shape.of(
                        operands.get(0).shape().dim(0),
                        PackedProducts.weight(node).dim(0)));
        String addend = layer.bias().orElse(layer.addend());
        Value sum = addend.isEmpty() ? product : g.in(name, () -> g.add(product, operand(addend)));
        return g.reshape(sum, traced(result).shape());
    }

    private Value one(
            Op op, List<Value> operands, Map<String, Attribute> attributes, String label, DType dtype, Shape shape) {
        return g.add(op, operands, attributes, List.of(new Value(label, dtype, shape)))
                .output();
    }

    private void plain(RawNode node, List<String> inputs, String label) {
        Op op = Op.find(node.domain(), node.op()).orElseThrow();
        List<Value> outputs = new ArrayList<>();
        for (int i = 0; i < node.outputs().size(); i++) {
            Value like = traced(node.outputs().get(i));
            outputs.add(
                    node.outputs().get(i).isEmpty()
                            ? Value.ABSENT
                            : new Value(i == 0 ? label : label + ":" + i, like.dtype(), like.shape()));
        }
        if (op == Op.MUL || op == Op.ADD) {
            List<Value> operands = inputs.stream().map(this::operand).toList();
            String scope = label.substring(0, Math.max(0, label.lastIndexOf('/')));
            Optional<Value> fused = op == Op.MUL ? fusions.product(operands, scope) : fusions.sum(operands, scope);
            if (fused.isPresent()) {
                here.put(node.outputs().get(0), fused.get());
                return;
            }
        }
        Node made = g.add(op, inputs.stream().map(this::operand).toList(), node.attributes(), outputs);
        fusions.made(made);
        for (int i = 0; i < outputs.size(); i++) {
            if (!outputs.get(i).isAbsent()) {
                here.put(node.outputs().get(i), made.output(i));
            }
        }
    }
}
