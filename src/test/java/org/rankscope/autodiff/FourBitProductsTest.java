package org.rankscope.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.autodiff.rule.Kernels;
import org.rankscope.autodiff.rule.StandardGradientRules;
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

/** How gradients go back through frozen weights in 4 bits. */
class FourBitProductsTest {
    private static final int ROWS = 5;
    private static final int OUT = 7;
    private static final int BLOCK = 32;

    private final GraphBuilder g = new GraphBuilder("back");
    private final SplittableRandom random = new SplittableRandom(3);

    /** The gradient of the product's input, and the nodes that it takes. */
    private List<Node> back(Value y, Value x, Kernels kernels) {
        int before = g.nodes().size();
        Value dY = g.input("dY", DType.FLOAT, y.shape());
        Value dX = Backward.gradients(g, StandardGradientRules.table(kernels), Map.of(y, dY), List.of(x))
                .get(x);
        List<Node> nodes = new ArrayList<>(g.nodes().subList(before, g.nodes().size()));
        g.named(g.in("out", () -> g.identity(dX)), "dX");
        return nodes;
    }

    private Value bnb4(Value x) {
        Map<String, Attribute> attributes = Map.of(
                "K", new Attribute.Int(x.shape().dim(-1)),
                "N", new Attribute.Int(OUT),
                "quant_type", new Attribute.Int(1),
                "block_size", new Attribute.Int(BLOCK));
        long elements = OUT * x.shape().dim(-1);
        Value codes = g.parameter("codes", DType.UINT8, Shape.of(elements / 2));
        Value magnitudes = g.parameter("magnitudes", Shape.of(elements / BLOCK));
        return g.node(Op.MAT_MUL_BNB4, List.of(x, codes, magnitudes), attributes, DType.FLOAT, Shape.of(ROWS, OUT));
    }

    @Test
    void onCudaNF4IsMultipliedUntransposedAsItLies() {
        Value x = g.input("x", DType.FLOAT, Shape.of(ROWS, 64));
        Value y = bnb4(x);
        Node forward = g.producerOf(y).orElseThrow();
        List<Node> nodes = back(y, x, Kernels.CUDA);
        assertEquals(List.of(Op.MAT_MUL_BNB4), nodes.stream().map(Node::op).toList());
        Node back = nodes.get(0);
        assertEquals(forward.inputs().subList(1, 3), back.inputs().subList(1, 3));
        assertEquals(0, back.intAttribute("transB", 1));
        assertEquals(1, back.intAttribute("training_mode", 0));
        assertEquals(64, back.intAttribute("K", 0));
        assertEquals(OUT, back.intAttribute("N", 0));
        assertEquals(x.shape(), back.output().shape());
    }

    @Test
    void onTheCpuNF4IsWrittenOut() {
        Value x = g.input("x", DType.FLOAT, Shape.of(ROWS, 64));
        List<Node> nodes = back(bnb4(x), x, Kernels.CPU);
        assertTrue(nodes.stream().noneMatch(node -> node.op() == Op.MAT_MUL_BNB4));
    }

    /** Integers times scales are the same numbers, however they are read. */
    @ParameterizedTest
    @ValueSource(ints = {64, 80})
    void oneOperatorWritesOutInt4ToTheBit(int in) {
        int blocks = (in + BLOCK - 1) / BLOCK;
        Tensor codes = bytes(Shape.of(OUT, blocks, BLOCK / 2));
        Tensor scales = floats(Shape.of((long) OUT * blocks));
        Tensor dY = floats(Shape.of(ROWS, OUT));
        Value x = g.input("x", DType.FLOAT, Shape.of(ROWS, in));
        Value frozen = g.parameter("scales", scales.shape());
        List<Node> nodes = back(int4(x, frozen, codes), x, Kernels.CPU);
        assertTrue(nodes.stream().anyMatch(node -> node.op() == Op.GATHER_BLOCK_QUANTIZED), nodes.toString());
        float[] gathered = dX(Map.of("dY", dY), Map.of("scales", scales));

        FourBitProductsTest other = new FourBitProductsTest();
        Value again = other.g.input("x", DType.FLOAT, Shape.of(ROWS, in));
        Value given = other.g.input("scales", DType.FLOAT, scales.shape());
        nodes = other.back(other.int4(again, given, codes), again, Kernels.CPU);
        assertTrue(nodes.stream().noneMatch(node -> node.op() == Op.GATHER_BLOCK_QUANTIZED), nodes.toString());
        assertArrayEquals(gathered, other.dX(Map.of("dY", dY, "scales", scales), Map.of()));
    }

    private Value int4(Value x, Value scales, Tensor codes) {
        Map<String, Attribute> attributes = Map.of(
                "K", new Attribute.Int(x.shape().dim(-1)),
                "N", new Attribute.Int(OUT),
                "bits", new Attribute.Int(4),
                "block_size", new Attribute.Int(BLOCK));
        List<Value> operands = List.of(x, g.constant(codes), scales);
        return g.node(Op.MAT_MUL_NBITS, operands, attributes, DType.FLOAT, Shape.of(ROWS, OUT));
    }

    private float[] dX(Map<String, Tensor> inputs, Map<String, Tensor> parameters) {
        Value dX = g.nodes().get(g.nodes().size() - 1).output();
        Graph graph = g.build(List.of(dX)).withoutUnused();
        try (Session session = Session.open(graph, parameters::get, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(fed(graph, inputs))) {
            return results.tensor(dX.name()).floats();
        }
    }

    /** {@code inputs} and zeros for those that the result doesn't read. */
    private static Map<String, Tensor> fed(Graph graph, Map<String, Tensor> inputs) {
        Map<String, Tensor> all = new HashMap<>(inputs);
        graph.inputs().forEach(input -> all.putIfAbsent(input.name(), Tensor.zeros(input.dtype(), input.shape())));
        return all;
    }

    private Tensor floats(Shape shape) {
        float[] numbers = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.ofFloats(shape, numbers);
    }

    private Tensor bytes(Shape shape) {
        ByteBuffer data = ByteBuffer.allocateDirect(Math.toIntExact(shape.elements()));
        while (data.hasRemaining()) {
            data.put((byte) random.nextInt());
        }
        return new Tensor(DType.UINT8, shape, data.flip());
    }
}
