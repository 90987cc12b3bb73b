package org.rankscope.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.onnx.OnnxWriter;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/**
 * Compares derived gradients with central differences of the very graph that they were derived from.
 *
 * <p>The loss is a weighted sum of the outputs, with weights in [-1, 1]. Kernels are float32: with values around 1, a loss
 * of a few units carries an error of about 5e-7, so a step h of 1e-2 leaves 5e-7 / 2h = 2.5e-5 from rounding and h²/6 f'''
 * = 2e-5 · f''' from truncation.
 */
final class GradientCheck {
    static final double STEP = 1e-2;
    static final long SEED = 20260101;

    /** Builds outputs of the operator under test from its float inputs. */
    @FunctionalInterface
    interface Build {
        List<Value> outputs(GraphBuilder builder, List<Value> inputs);
    }

    private GradientCheck() {}

    /**
     * Applies an operator to values of {@code g}; ONNX Runtime is asked what its results are.
     *
     * @param outputs how many of its results are asked for
     */
    static List<Value> apply(
            GraphBuilder g, Op op, List<Value> operands, Map<String, Attribute> attributes, int outputs) {
        GraphBuilder probe = new GraphBuilder("probe");
        probe.raiseOpset(g.opset());
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        List<Value> fed = new ArrayList<>();
        for (Value operand : operands) {
            Optional<Tensor> constant = g.constantIfAny(operand);
            if (operand.isAbsent() || constant.isPresent()) {
                fed.add(operand.isAbsent() ? operand : probe.constant(constant.orElseThrow()));
            } else {
                String name = "in" + feeds.size();
                fed.add(probe.input(name, operand.dtype(), operand.shape()));
                feeds.put(name, sample(operand));
            }
        }
        List<Value> unknown = IntStream.range(0, outputs)
                .mapToObj(i -> new Value("y" + i, DType.FLOAT, Shape.SCALAR))
                .toList();
        List<Value> results = probe.add(op, fed, attributes, unknown).outputs();
        Graph graph = probe.build(results);
        List<Value> known = new ArrayList<>();
        try (Session session = Session.open(
                        OnnxWriter.toBytesWithOpenOutputs(graph),
                        List.of(),
                        name -> null,
                        SessionConfig.on(Device.CPU).asWritten());
                Session.Results run = session.run(feeds)) {
            for (int i = 0; i < outputs; i++) {
                String name = results.get(i).name();
                known.add(new Value(op.onnxName() + ":" + i, run.dtype(name), run.shape(name)));
            }
        }
        return g.add(op, operands, attributes, known).outputs();
    }

    private static Tensor sample(Value like) {
        return like.dtype() == DType.FLOAT
                ? random(new SplittableRandom(SEED), like.shape(), 0.5, 1)
                : Tensor.zeros(like.dtype(), like.shape());
    }

    /**
     * The largest difference of a derived to a numeric gradient over all elements of all inputs, by input; and, by the name of
     * its node, that of an operator's results to those of what it expands to.
     */
    static Map<String, Double> errors(GradientRules rules, List<Shape> shapes, double low, double high, Build build) {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        GraphBuilder builder = new GraphBuilder("check");
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            inputs.put("x" + i, random(random, shapes.get(i), low, high));
            values.add(builder.input("x" + i, DType.FLOAT, shapes.get(i)));
        }
        List<Value> outputs = build.outputs(builder, values);
        Map<Value, Value> seeds = new LinkedHashMap<>();
        List<Value> results = new ArrayList<>();
        Map<String, Tensor> weights = new HashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            Tensor weight = random(random, outputs.get(i).shape(), -1, 1);
            Value fed = builder.input("weight" + i, DType.FLOAT, outputs.get(i).shape());
            weights.put(fed.name(), weight);
            inputs.put(fed.name(), weight);
            seeds.put(outputs.get(i), fed);
        }
        Map<Value, Value> gradients = Backward.gradients(builder, rules, seeds, values);
        results.addAll(outputs);
        results.addAll(gradients.values());
        Map<Value, Value> expanded = expansions(builder, rules, outputs);
        results.addAll(expanded.values());
        Graph graph = builder.build(results.stream().distinct().toList());

        Map<String, Double> errors = new LinkedHashMap<>();
        try (Session session = Session.open(graph, name -> null, SessionConfig.on(Device.CPU))) {
            Map<String, float[]> derived = new HashMap<>();
            try (Session.Results run = session.run(inputs)) {
                gradients.forEach((value, gradient) ->
                        derived.put(value.name(), run.tensor(gradient.name()).floats()));
                expanded.forEach((value, same) -> errors.put(
                        value.name(),
                        worst(
                                run.tensor(value.name()).floats(),
                                run.tensor(same.name()).floats())));
            }
            for (Value value : values) {
                float[] numeric = numeric(session, inputs, value, outputs, weights);
                errors.put(value.name(), worst(numeric, derived.get(value.name())));
            }
        }
        return errors;
    }

    /** Checked outputs that an expansion stands for, with what it makes of the same inputs. */
    private static Map<Value, Value> expansions(GraphBuilder builder, GradientRules rules, List<Value> outputs) {
        Map<Value, Value> same = new LinkedHashMap<>();
        for (Node node : builder.nodes()) {
            rules.expansionOf(node.op()).ifPresent(expansion -> {
                List<Value> values = builder.in("expanded", () -> expansion.expand(node, builder));
                for (int i = 0; i < values.size(); i++) {
                    if (outputs.contains(node.output(i))) {
                        same.put(node.output(i), builder.identity(values.get(i)));
                    }
                }
            });
        }
        return same;
    }

    /** The largest difference; infinite where one of the two is no number. */
    private static double worst(float[] a, float[] b) {
        double worst = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            double difference = Math.abs((double) a[i] - b[i]);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
        }
        return worst;
    }

    private static float[] numeric(
            Session session,
            Map<String, Tensor> inputs,
            Value value,
            List<Value> outputs,
            Map<String, Tensor> weights) {
        float[] base = inputs.get(value.name()).floats();
        float[] gradient = new float[base.length];
        for (int i = 0; i < base.length; i++) {
            double[] losses = new double[2];
            double[] places = new double[2];
            for (int side = 0; side < 2; side++) {
                float[] moved = base.clone();
                moved[i] += side == 0 ? (float) STEP : (float) -STEP;
                places[side] = moved[i];
                Map<String, Tensor> feeds = new LinkedHashMap<>(inputs);
                feeds.put(value.name(), Tensor.ofFloats(value.shape(), moved));
                try (Session.Results run = session.run(feeds)) {
                    for (int k = 0; k < outputs.size(); k++) {
                        float[] y = run.tensor(outputs.get(k).name()).floats();
                        float[] w = weights.get("weight" + k).floats();
                        for (int j = 0; j < y.length; j++) {
                            losses[side] += (double) y[j] * w[j];
                        }
                    }
                }
            }
            gradient[i] = (float) ((losses[0] - losses[1]) / (places[0] - places[1]));
        }
        return gradient;
    }

    private static Tensor random(SplittableRandom random, Shape shape, double low, double high) {
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return Tensor.ofFloats(shape, values);
    }

    /** An INT64 constant. */
    static Value indices(GraphBuilder builder, Shape shape, long... values) {
        return builder.constant(Tensor.ofLongs(shape, LongStream.of(values).toArray()));
    }
}
