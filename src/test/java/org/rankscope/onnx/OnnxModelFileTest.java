package org.rankscope.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.onnx.proto.OnnxProto.ModelProto;
import org.rankscope.runtime.ModelFile;

/** y = x·W + b, where a run may give another b. */
class OnnxModelFileTest {
    private static final Map<String, Tensor> VALUES = Map.of(
            "W", Tensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4),
            "b", Tensor.ofFloats(Shape.of(2), 10, 20));

    @TempDir
    Path dir;

    private Path onnx;
    private OnnxModelFile file;

    @BeforeEach
    void build() {
        onnx = dir.resolve("model.onnx");
        GraphBuilder g = new GraphBuilder("linear");
        Value x = g.input("x", DType.FLOAT, Shape.of(3, 2));
        Value product = g.gemm(x, g.parameter("W", Shape.of(2, 2)), false, false, 1);
        Value y = g.named(g.add(product, g.parameter("b", Shape.of(2))), "y");
        file = new OnnxModelFile(
                g.build(List.of(y)),
                Map.of("x", List.of("rows", "2"), "y", List.of("rows", "2")),
                Set.of("b"),
                Map.of("made", "for a test"));
    }

    @Test
    void weightsStandInTheFileOrBesideIt() throws IOException {
        file.write(onnx, VALUES::get);
        assertFalse(Files.exists(dir.resolve("model.onnx.data")));
        check();
        file.write(onnx, VALUES::get, 0);
        assertTrue(Files.size(dir.resolve("model.onnx.data")) > 16);
        check();
        assertArrayEquals(
                VALUES.get("W").floats(),
                OnnxFile.read(onnx).graph().initializers().get("W").tensor().floats());
    }

    private void check() {
        try (ModelFile opened = ModelFile.open(onnx)) {
            // Another number of rows than the graph was built with.
            Map<String, Tensor> inputs = Map.of("x", Tensor.ofFloats(Shape.of(1, 2), 1, 1));
            assertArrayEquals(
                    new float[] {14, 26},
                    opened.run(inputs, "y", Optional.empty()).floats());
        }
    }

    @Test
    void anAdapterTakesThePlaceOfAnOptionalParameter() throws IOException {
        file.write(onnx, VALUES::get);
        Path adapter = dir.resolve("a.onnx_adapter");
        OnnxAdapterFile.write(adapter, Map.of("b", Tensor.ofFloats(Shape.of(2), 0, 1)));
        try (ModelFile opened = ModelFile.open(onnx)) {
            Map<String, Tensor> inputs = Map.of("x", Tensor.ofFloats(Shape.of(1, 2), 1, 1));
            assertArrayEquals(
                    new float[] {4, 7},
                    opened.run(inputs, "y", Optional.of(adapter)).floats());
        }
    }

    @Test
    void aReaderIsToldWhatItIs() throws IOException {
        file.write(onnx, VALUES::get);
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(onnx));
        assertEquals("rankscope", model.getProducerName());
        assertEquals("for a test", model.getMetadataProps(0).getValue());
        assertEquals(
                "rows",
                model.getGraph()
                        .getInput(0)
                        .getType()
                        .getTensorType()
                        .getShape()
                        .getDim(0)
                        .getDimParam());
        // What may be given is an input as well.
        assertEquals("b", model.getGraph().getInput(1).getName());
    }
}
