package org.rankscope.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.RandomWindows;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/**
 * Matrix products and nothing else, over and over within one run of the runtime ({@code Scan}), so that what goes over the bus
 * before and after does not count: the time of a round is what a run takes longer for each round more. Operands of one shape are
 * one tensor, or a few of them, where the same product would otherwise stand there twice; so weights need not be held again.
 */
final class RepeatedProducts implements AutoCloseable {
    private static final String ROUNDS = "rounds";
    private static final String LAST = "last";
    private static final double LONG_RUN_MILLIS = 500;
    private static final int MOST_ROUNDS = 100;

    private final Graph graph;
    private final Map<String, Tensor> operands = new LinkedHashMap<>();
    private final Session session;

    /** The products of {@code nodes}, each at its own shapes. */
    RepeatedProducts(List<Node> nodes, SessionConfig config) {
        graph = graph(nodes);
        long largest = graph.inputs().stream()
                .filter(input -> !input.name().equals(ROUNDS))
                .mapToLong(input -> input.shape().elements())
                .max()
                .orElse(0);
        RandomWindows windows = new RandomWindows(largest, 1);
        for (Value input : graph.inputs()) {
            if (!input.name().equals(ROUNDS)) {
                operands.put(input.name(), windows.at(operands.size(), input.dtype(), input.shape()));
            }
        }
        // As written: the runtime would take products of the same operands for one.
        session = Session.open(
                graph,
                name -> {
                    throw new IllegalArgumentException(name);
                },
                config.asWritten());
    }

    /** One product of two square matrices, in the type that they have. */
    static List<Node> square(long size, DType dtype) {
        GraphBuilder g = new GraphBuilder("square");
        Shape shape = Shape.of(size, size);
        return g.build(List.of(g.gemm(g.input("x", dtype, shape), g.input("w", dtype, shape), false, false, 1)))
                .nodes();
    }

    private static Graph graph(List<Node> nodes) {
        Map<Kind, Integer> counts = new HashMap<>();
        nodes.forEach(node -> counts.merge(Kind.of(node), 1, Integer::sum));
        GraphBuilder outer = new GraphBuilder("repeated");
        Value rounds = outer.input(ROUNDS, DType.FLOAT, Shape.of(Shape.FREE));
        Map<String, Value> operands = new LinkedHashMap<>();
        Map<Kind, Integer> made = new HashMap<>();
        GraphBuilder body = new GraphBuilder("products");
        List<Value> rows = new ArrayList<>();
        long width =
                nodes.stream().mapToLong(node -> node.output().shape().dim(-1)).sum();
        Graph once = body.in("products", () -> {
            body.input(LAST + "/before", DType.FLOAT, Shape.of(width));
            body.input("round", DType.FLOAT, Shape.SCALAR);
            Value first = body.constant(Tensor.ofLongs(Shape.SCALAR, 0));
            for (Node node : nodes) {
                Kind kind = Kind.of(node);
                int index = made.merge(kind, 1, Integer::sum) - 1;
                int side = (int) Math.ceil(Math.sqrt(counts.get(kind)));
                List<Value> factors = new ArrayList<>();
                List<Value> like = StepProducts.factors(node);
                for (int i = 0; i < like.size(); i++) {
                    int copy = i == 0 ? index % side : i == 1 ? index / side : 0;
                    Value given = like.get(i);
                    String name = given.dtype() + " " + given.shape() + " " + i + " " + copy;
                    factors.add(
                            given.isAbsent()
                                    ? given
                                    : operands.computeIfAbsent(
                                            name,
                                            key -> outer.input(
                                                    "operand" + operands.size(), given.dtype(), given.shape())));
                }
                Value result = body.node(
                        node.op(),
                        factors,
                        node.attributes(),
                        node.output().dtype(),
                        node.output().shape());
                long columns = result.shape().dim(-1);
                Value matrix = body.reshape(result, Shape.of(result.shape().elements() / columns, columns));
                rows.add(body.cast(body.gather(matrix, first), DType.FLOAT));
            }
            return body.buildBody(List.of(body.concat(rows, 0)), outer);
        });
        Value before = outer.input(LAST, DType.FLOAT, Shape.of(width));
        return outer.build(
                List.of(outer.scan(once, List.of(before), List.of(rounds)).get(0)));
    }

    /** Products that are the same but for their operands. */
    private record Kind(Op op, Map<String, ?> attributes, List<DType> dtypes, List<Shape> shapes) {
        static Kind of(Node node) {
            List<Value> factors = StepProducts.factors(node);
            return new Kind(
                    node.op(),
                    node.attributes(),
                    factors.stream().map(Value::dtype).toList(),
                    factors.stream().map(Value::shape).toList());
        }
    }

    /** How many products a round has. */
    int count() {
        return (int) graph.nodes().stream()
                .flatMap(node -> node.attributes().values().stream())
                .filter(Attribute.Body.class::isInstance)
                .flatMap(body -> ((Attribute.Body) body).graph().nodes().stream())
                .filter(StepProducts::isProduct)
                .count();
    }

    /** Milliseconds of a round: the median of {@code repetitions} differences between a long run and a short one. */
    double millis(int repetitions) {
        run(1);
        double first = Math.max(run(2) - run(1), 1e-3);
        int more = (int) Math.max(1, Math.min(MOST_ROUNDS, LONG_RUN_MILLIS / first));
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < repetitions; i++) {
            double shorter = run(1);
            differences.add((run(1 + more) - shorter) / more);
        }
        differences.sort(null);
        return Math.max(differences.get(repetitions / 2), 1e-6);
    }

    private double run(int rounds) {
        Map<String, Tensor> inputs = new LinkedHashMap<>(operands);
        inputs.put(ROUNDS, Tensor.zeros(DType.FLOAT, Shape.of(rounds)));
        long start = System.nanoTime();
        session.run(inputs).close();
        return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public void close() {
        session.close();
    }
}
