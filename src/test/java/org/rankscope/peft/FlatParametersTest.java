package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

class FlatParametersTest {
    /**
     * Sets of tensors, as they are trained.
     *
     * @param axis places along which the largest one may be cut at most; a step's CUDA tables are as long
     */
    private record Trained(String what, Map<String, Shape> shapes, long axis) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Trained> trained() {
        Shape down = Shape.of(8, 768);
        Shape up = Shape.of(3072, 8);
        return Stream.of(
                new Trained("of one layer", shapes(down, up), 5),
                new Trained("one", shapes(down), 0),
                new Trained("a classifier's bias among others", shapes(down, Shape.of(3), Shape.of(3, 768), up), 517),
                new Trained("some of no rank", shapes(Shape.of(0, 768), down, Shape.of(768, 0), Shape.of(7), up), 481),
                new Trained("two that are odd", shapes(Shape.of(5), up, Shape.of(60)), 193),
                new Trained("all odd, but alike", shapes(Shape.of(5, 100), Shape.of(100, 5), Shape.of(700)), 17),
                new Trained("a bias", shapes(Shape.of(3)), 0));
    }

    private static Map<String, Shape> shapes(Shape... shapes) {
        Map<String, Shape> named = new LinkedHashMap<>();
        for (Shape shape : shapes) {
            named.put("p" + named.size(), shape);
        }
        return named;
    }

    private static Map<String, Tensor> counted(Map<String, Shape> shapes) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        float next = 1;
        for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
            float[] numbers = new float[Math.toIntExact(entry.getValue().elements())];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = next++;
            }
            values.put(entry.getKey(), Tensor.ofFloats(entry.getValue(), numbers));
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("trained")
    void whatIsPackedIsUnpacked(Trained one) {
        FlatParameters parameters = new FlatParameters(one.shapes());
        Map<String, Tensor> values = counted(one.shapes());
        Tensor flat = parameters.pack(values);
        assertEquals(parameters.shape(), flat.shape());
        assertEquals(
                values.values().stream()
                        .mapToLong(value -> value.shape().elements())
                        .sum(),
                parameters.size());
        Map<String, Tensor> unpacked = parameters.unpack(flat);
        assertEquals(values.keySet(), unpacked.keySet());
        values.forEach((name, value) -> {
            assertEquals(value.shape(), unpacked.get(name).shape());
            assertArrayEquals(value.floats(), unpacked.get(name).floats(), name);
        });
    }

    @ParameterizedTest
    @MethodSource("trained")
    void partsOneBehindTheOtherAreTheVector(Trained one) {
        FlatParameters parameters = new FlatParameters(one.shapes());
        Map<String, Tensor> values = counted(one.shapes());
        float[] flat = parameters.pack(values).floats();
        for (int count : List.of(1, 2, 3, 32)) {
            int offset = 0;
            for (FlatParameters part : parameters.parts(count)) {
                assertTrue(part.size() * count >= parameters.size(), part.shape() + " is less than asked for");
                float[] numbers = part.pack(values).floats();
                assertArrayEquals(Arrays.copyOfRange(flat, offset, offset + numbers.length), numbers);
                offset += numbers.length;
            }
            assertEquals(flat.length, offset);
        }
    }

    @Test
    void aVectorOfSeveralTensorsIsCut() {
        Map<String, Shape> shapes = shapes(Shape.of(64), Shape.of(64), Shape.of(256), Shape.of(64), Shape.of(3));
        List<Long> sizes = new FlatParameters(shapes)
                .parts(4).stream().map(FlatParameters::size).toList();
        assertEquals(List.of(128L, 323L), sizes);
    }

    /** A graph that takes the vector apart and puts it together again. */
    private static Graph thereAndBack(FlatParameters parameters) {
        GraphBuilder g = new GraphBuilder("g");
        Map<String, Value> values = parameters.split(g, g.input("flat", DType.FLOAT, parameters.shape()));
        List<Value> outputs = new ArrayList<>();
        values.forEach((name, value) -> outputs.add(g.named(g.identity(value), name)));
        outputs.add(g.named(g.identity(parameters.concat(g, values)), "again"));
        return g.build(outputs);
    }

    @ParameterizedTest
    @MethodSource("trained")
    void graphsTakeItApartAsItWasPacked(Trained one) {
        FlatParameters parameters = new FlatParameters(one.shapes());
        Map<String, Tensor> values = counted(one.shapes());
        Tensor flat = parameters.pack(values);
        SessionConfig config = SessionConfig.on(Device.CPU);
        try (Session session = Session.open(thereAndBack(parameters), name -> null, config);
                Session.Results results = session.run(Map.of("flat", flat))) {
            values.forEach((name, value) -> {
                if (value.shape().elements() > 0) {
                    assertEquals(value.shape(), results.shape(name));
                    assertArrayEquals(value.floats(), results.tensor(name).floats(), name);
                }
            });
            assertArrayEquals(flat.floats(), results.tensor("again").floats());
        }
    }

    @ParameterizedTest
    @MethodSource("trained")
    void theAxisIsShort(Trained one) {
        Graph graph = thereAndBack(new FlatParameters(one.shapes()));
        long longest = 0;
        for (Node node : graph.nodes()) {
            if (node.op() == Op.SPLIT) {
                longest = Math.max(longest, node.input(0).shape().dim(0));
            } else if (node.op() == Op.CONCAT) {
                longest = Math.max(longest, node.output().shape().dim(0));
            }
        }
        assertEquals(one.axis(), longest);
    }
}
