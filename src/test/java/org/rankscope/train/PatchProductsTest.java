package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/** Products give what convolutions over patches give; other convolutions stay. */
class PatchProductsTest {
    private static final float TOLERANCE = 1e-5f;

    /** A convolution: shapes of image, filters and result, and its other attributes. */
    record Case(String what, Shape image, Shape filters, Shape result, Map<String, Attribute> attributes) {
        Graph graph(boolean bias) {
            GraphBuilder g = new GraphBuilder("convolution");
            List<Value> operands = new ArrayList<>(
                    List.of(g.input("x", DType.FLOAT, image), g.input("filters", DType.FLOAT, filters)));
            if (bias) {
                operands.add(g.input("bias", DType.FLOAT, Shape.of(filters.dim(0))));
            }
            return g.build(List.of(g.node(Op.CONV, operands, attributes, DType.FLOAT, result)));
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Case> patches() {
        return Stream.of(
                new Case("signal", Shape.of(2, 3, 12), Shape.of(5, 3, 4), Shape.of(2, 5, 3), strides(4)),
                new Case("image", Shape.of(2, 3, 8, 6), Shape.of(5, 3, 4, 2), Shape.of(2, 5, 2, 3), strides(4, 2)),
                new Case(
                        "one patch",
                        Shape.of(1, 2, 4, 4),
                        Shape.of(3, 2, 4, 4),
                        Shape.of(1, 3, 1, 1),
                        Map.of("strides", ints(4, 4), "pads", ints(0, 0, 0, 0), "dilations", ints(1, 1))),
                new Case(
                        "volume",
                        Shape.of(2, 2, 4, 4, 6),
                        Shape.of(3, 2, 2, 4, 3),
                        Shape.of(2, 3, 2, 1, 2),
                        strides(2, 4, 3)));
    }

    static Stream<Case> others() {
        Shape image = Shape.of(2, 2, 4, 4);
        return Stream.of(
                new Case("overlapping", image, Shape.of(3, 2, 2, 2), Shape.of(2, 3, 3, 3), Map.of()),
                new Case("a rest", Shape.of(2, 2, 5, 4), Shape.of(3, 2, 2, 2), Shape.of(2, 3, 2, 2), strides(2, 2)),
                new Case("no window", image, Shape.of(3, 2, 1, 1), Shape.of(2, 3, 4, 4), Map.of()),
                new Case(
                        "padded",
                        image,
                        Shape.of(3, 2, 2, 2),
                        Shape.of(2, 3, 3, 3),
                        Map.of("strides", ints(2, 2), "pads", ints(1, 1, 1, 1))),
                new Case(
                        "spread",
                        image,
                        Shape.of(3, 2, 2, 2),
                        Shape.of(2, 3, 1, 1),
                        Map.of("strides", ints(2, 2), "dilations", ints(2, 2))),
                new Case(
                        "in groups",
                        image,
                        Shape.of(4, 1, 2, 2),
                        Shape.of(2, 4, 2, 2),
                        Map.of("strides", ints(2, 2), "group", new Attribute.Int(2))));
    }

    @ParameterizedTest
    @MethodSource("patches")
    void aProductGivesWhatTheConvolutionGives(Case one) {
        for (boolean bias : List.of(true, false)) {
            Graph convolution = one.graph(bias);
            Graph product = substituted(convolution);
            assertEquals(0, convolutions(product));
            assertArrayEquals(run(convolution), run(product), TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void otherConvolutionsStay(Case one) {
        assertEquals(1, convolutions(substituted(one.graph(true))));
    }

    /** As PEFT adds an update to a convolution: a window of 1 behind one that is as large as the layer's. */
    @Test
    void theSecondHalfOfAnUpdateGoesWithTheFirst() {
        GraphBuilder g = new GraphBuilder("update");
        Value x = g.input("x", DType.FLOAT, Shape.of(2, 3, 8, 6));
        Value inner = g.node(
                Op.CONV,
                List.of(x, g.input("a", DType.FLOAT, Shape.of(2, 3, 4, 2))),
                strides(4, 2),
                DType.FLOAT,
                Shape.of(2, 2, 2, 3));
        Value outer = g.node(
                Op.CONV,
                List.of(inner, g.input("b", DType.FLOAT, Shape.of(5, 2, 1, 1))),
                Map.of("group", new Attribute.Int(1)),
                DType.FLOAT,
                Shape.of(2, 5, 2, 3));
        Graph convolutions = g.build(List.of(outer));
        Graph products = substituted(convolutions);
        assertEquals(0, convolutions(products));
        assertArrayEquals(run(convolutions), run(products), TOLERANCE);
    }

    private static Map<String, Attribute> strides(long... strides) {
        return Map.of("strides", ints(strides));
    }

    private static Attribute ints(long... numbers) {
        return new Attribute.Ints(Arrays.stream(numbers).boxed().toList());
    }

    private static Graph substituted(Graph graph) {
        GraphBuilder g = new GraphBuilder("products");
        Map<String, Value> inputs = new LinkedHashMap<>();
        graph.inputs().forEach(input -> inputs.put(input.name(), g.input(input)));
        return g.build(
                List.copyOf(g.inlineWith(graph, inputs, new PatchProducts(g)).values()));
    }

    private static long convolutions(Graph graph) {
        return graph.nodes().stream().map(Node::op).filter(Op.CONV::equals).count();
    }

    private static float[] run(Graph graph) {
        SplittableRandom random = new SplittableRandom(3);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Value input : graph.inputs()) {
            float[] numbers = new float[Math.toIntExact(input.shape().elements())];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) random.nextDouble(-1, 1);
            }
            inputs.put(input.name(), Tensor.ofFloats(input.shape(), numbers));
        }
        try (Session session = Session.open(graph, name -> null, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(inputs)) {
            return results.tensor(graph.outputs().get(0).name()).floats();
        }
    }
}
