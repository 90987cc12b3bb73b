package org.rankscope.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.onnx.CraftedModel.attribute;
import static org.rankscope.onnx.CraftedModel.external;
import static org.rankscope.onnx.CraftedModel.floats;
import static org.rankscope.onnx.CraftedModel.info;
import static org.rankscope.onnx.CraftedModel.nodeProto;
import static org.rankscope.onnx.CraftedModel.tensor;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.proto.OnnxProto.AttributeProto;
import org.rankscope.onnx.proto.OnnxProto.FunctionProto;
import org.rankscope.onnx.proto.OnnxProto.GraphProto;
import org.rankscope.onnx.proto.OnnxProto.OperatorSetIdProto;
import org.rankscope.onnx.proto.OnnxProto.TensorProto;
import org.rankscope.onnx.proto.OnnxProto.TypeProto;
import org.rankscope.onnx.proto.OnnxProto.ValueInfoProto;

class OnnxFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() throws IOException {
        Files.createDirectory(folder.resolve("models"));
        file = folder.resolve("models/crafted.onnx");
    }

    /** y = x + w. */
    private static CraftedModel sum(TensorProto.Builder w) {
        return new CraftedModel(18)
                .input("x", DType.FLOAT, -1, 3)
                .output("y", DType.FLOAT, -1, 3)
                .initializer(w)
                .node("sum", "Add", List.of("x", "w"), List.of("y"));
    }

    private Tensor read(TensorProto.Builder w) throws IOException {
        sum(w).write(file);
        return OnnxFile.read(file).graph().initializers().get("w").tensor();
    }

    private void assertRefused(CraftedModel model, String... parts) throws IOException {
        model.write(file);
        String message =
                assertThrows(RequestException.class, () -> OnnxFile.read(file)).getMessage();
        assertTrue(message.startsWith(file + ": "), message);
        assertTrue(message.endsWith(".") && !message.contains("\n"), message);
        for (String part : parts) {
            assertTrue(message.contains(part), part + " in: " + message);
        }
    }

    // ---- numbers in the file ---------------------------------------------------------------------------------------

    @Test
    void rawNumbersAreViewsOfTheMappedFile() throws IOException {
        Tensor tensor = read(floats("w", List.of(3L), 1, -2, 3.5f));
        assertArrayEquals(new float[] {1, -2, 3.5f}, tensor.floats());
        assertTrue(tensor.data().isDirect());
        assertTrue(tensor.data().isReadOnly());
    }

    @Test
    void typedNumbersAreDecoded() throws IOException {
        assertArrayEquals(
                new float[] {0.5f, 1},
                read(tensor("w", DType.FLOAT, List.of(2L)).addFloatData(0.5f).addFloatData(1))
                        .floats());
        assertArrayEquals(
                new long[] {-7},
                read(tensor("w", DType.INT64, List.of()).addInt64Data(-7)).longs());
        assertArrayEquals(
                new double[] {0.1},
                read(tensor("w", DType.DOUBLE, List.of(1L)).addDoubleData(0.1)).doubles());
    }

    @Test
    void smallTypesAreUnpackedFromWholeNumbers() throws IOException {
        Tensor half = read(
                tensor("w", DType.FLOAT16, List.of(2L)).addInt32Data(0x3c00).addInt32Data(0xc000));
        assertEquals((short) 0xc000, half.data().getShort(2));
        Tensor bool = read(tensor("w", DType.BOOL, List.of(2L)).addInt32Data(0).addInt32Data(1));
        assertEquals(1, bool.data().get(1));
        Tensor signed = read(tensor("w", DType.INT8, List.of(1L)).addInt32Data(-3));
        assertEquals(-3, signed.data().get(0));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 1L << 40, Long.MAX_VALUE, 4})
    void sizesThatTheFileDoesntHold(long size) throws IOException {
        assertRefused(sum(floats("w", List.of(3L), 1, 2, 3).setDims(0, size)), "initializer 'w'");
        assertRefused(sum(tensor("w", DType.FLOAT, List.of(3L)).setDims(0, size).addFloatData(1)), "initializer 'w'");
    }

    @Test
    void typesThatAreNotComputedWith() throws IOException {
        TensorProto.Builder text =
                tensor("w", DType.FLOAT, List.of(1L)).setDataType(8).addStringData(ByteString.copyFromUtf8("a"));
        assertRefused(sum(text), "initializer 'w' has the type STRING, expected one of [FLOAT,");
    }

    // ---- numbers beside the file -----------------------------------------------------------------------------------

    private void writeNumbers(Path target, long offset, float... numbers) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        try (RandomAccessFile sparse = new RandomAccessFile(target.toFile(), "rw")) {
            sparse.seek(offset);
            sparse.write(bytes.array());
        }
    }

    @Test
    void externalNumbersAreMapped() throws IOException {
        writeNumbers(folder.resolve("models/weights.bin"), 5, 1, 2, 3);
        Tensor tensor = read(external("w", List.of(3L), "location", "weights.bin", "offset", "5", "length", "12"));
        assertArrayEquals(new float[] {1, 2, 3}, tensor.floats());
        assertTrue(tensor.data().isDirect());
    }

    @Test
    void offsetsBeyondFourGigabytesAreReached() throws IOException {
        long offset = 5L << 30;
        writeNumbers(folder.resolve("models/large.bin"), offset, 4, 5, 6);
        Tensor tensor = read(external("w", List.of(3L), "location", "large.bin", "offset", "" + offset));
        assertArrayEquals(new float[] {4, 5, 6}, tensor.floats());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.bin", "a/../../secret.bin", "/etc/hostname", "", "link.bin", "out/secret.bin"})
    void locationsOutsideTheModelsFolderAreRefused(String location) throws IOException {
        writeNumbers(folder.resolve("secret.bin"), 0, 1, 2, 3);
        Files.createSymbolicLink(folder.resolve("models/link.bin"), folder.resolve("secret.bin"));
        Files.createSymbolicLink(folder.resolve("models/out"), folder);
        assertRefused(
                sum(external("w", List.of(3L), "location", location)),
                "initializer 'w' should lie in '" + location + "', which leaves the model's folder");
    }

    @Test
    void dataThatIsntThereOrIsTooShort() throws IOException {
        assertRefused(sum(external("w", List.of(3L), "location", "gone.bin")), "'gone.bin', which isn't there");
        writeNumbers(folder.resolve("models/short.bin"), 0, 1, 2);
        assertRefused(sum(external("w", List.of(3L), "location", "short.bin")), "which ends after 8");
        assertRefused(
                sum(external("w", List.of(1L), "location", "short.bin", "offset", "" + Long.MAX_VALUE)),
                "which ends after 8");
        assertRefused(sum(external("w", List.of(1L), "location", "short.bin", "offset", "-4")), "external offset '-4'");
        assertRefused(sum(external("w", List.of(1L), "location", "short.bin", "length", "8")), "the length 8");
        Files.createDirectory(folder.resolve("models/sub"));
        assertRefused(sum(external("w", List.of(1L), "location", "sub")), "no ordinary file");
    }

    // ---- the graph -------------------------------------------------------------------------------------------------

    @Test
    void nodesInAnyOrderAreSorted() throws IOException {
        new CraftedModel(18)
                .input("x", DType.FLOAT, -1)
                .output("y", DType.FLOAT, -1)
                .node("second", "Neg", List.of("a"), List.of("y"))
                .node("first", "Abs", List.of("x"), List.of("a"))
                .write(file);
        assertEquals(
                List.of("first", "second"),
                OnnxFile.read(file).graph().nodes().stream().map(RawNode::name).toList());
    }

    @Test
    void cyclesAreRefusedNamingANodeOfThem() throws IOException {
        assertRefused(
                new CraftedModel(18)
                        .input("x", DType.FLOAT, -1)
                        .output("y", DType.FLOAT, -1)
                        .node("after", "Neg", List.of("a"), List.of("y"))
                        .node("one", "Add", List.of("x", "b"), List.of("a"))
                        .node("two", "Abs", List.of("a"), List.of("b")),
                "waits for its own result");
    }

    @Test
    void missingInitializersAreNamed() throws IOException {
        CraftedModel model = sum(floats("w", List.of(3L), 1, 2, 3));
        model.graph().clearInitializer();
        assertRefused(model, "node 'sum' (Add) reads 'w', which no input, initializer or node gives");
    }

    @Test
    void valuesMadeTwiceAreRefused() throws IOException {
        assertRefused(
                sum(floats("w", List.of(3L), 1, 2, 3)).node("again", "Neg", List.of("x"), List.of("y")),
                "the value 'y' is made twice, the second time by node 'again' (Neg)");
        assertRefused(
                sum(floats("w", List.of(3L), 1, 2, 3)).initializer(floats("w", List.of(3L), 1, 2, 3)),
                "initializer 'w' is there twice");
    }

    @Test
    void deepNestsAreRefused() throws IOException {
        GraphProto.Builder body = GraphProto.newBuilder().setName("innermost");
        for (int level = 0; level < 20; level++) {
            body = GraphProto.newBuilder()
                    .setName("level")
                    .addNode(nodeProto("if", "If", List.of("c"), List.of("r"), attribute("then_branch", body)));
        }
        assertRefused(
                sum(floats("w", List.of(3L), 1, 2, 3))
                        .node("outer", "If", List.of("c"), List.of("z"), attribute("then_branch", body)),
                "nested");
    }

    @Test
    void nestsDeeperThanTheParserGoesAreRefused() throws IOException {
        GraphProto.Builder body = GraphProto.newBuilder().setName("innermost");
        for (int level = 0; level < 400; level++) {
            body = GraphProto.newBuilder()
                    .addNode(nodeProto("if", "If", List.of("c"), List.of("r"), attribute("then_branch", body)));
        }
        assertRefused(
                sum(floats("w", List.of(3L), 1, 2, 3))
                        .node("outer", "If", List.of("c"), List.of("z"), attribute("then_branch", body)),
                "nested too deep");
    }

    @Test
    void versionsOutsideOfTheRangeAreRefused() throws IOException {
        CraftedModel old = new CraftedModel(6).node("n", "Neg", List.of("x"), List.of("y"));
        assertRefused(old, "opset 6, expected 7 to 26");
        CraftedModel none = new CraftedModel(18).node("n", "Neg", List.of("x"), List.of("y"));
        none.model().clearOpsetImport();
        assertRefused(none, "names no version");
    }

    @Test
    void sparseWeightsAndSequencesAreRefused() throws IOException {
        CraftedModel sparse = sum(floats("w", List.of(3L), 1, 2, 3));
        sparse.graph().addSparseInitializer(GraphProto.Sparse.getDefaultInstance());
        assertRefused(sparse, "sparse initializers");
        CraftedModel sequence = sum(floats("w", List.of(3L), 1, 2, 3));
        sequence.graph()
                .addInput(ValueInfoProto.newBuilder()
                        .setName("s")
                        .setType(TypeProto.newBuilder().setSequenceType(TypeProto.Other.getDefaultInstance())));
        sequence.write(file);
        RawValue input = OnnxFile.read(file).graph().inputs().get(1);
        assertTrue(input.dtype().isEmpty());
        assertEquals("sequence", input.typeName());
    }

    @Test
    void cutFilesAreRefusedWhereverTheyEnd() throws IOException {
        byte[] whole = sum(floats("w", List.of(3L), 1, 2, 3)).bytes();
        for (int length = 1; length < whole.length; length += 3) {
            Files.write(file, Arrays.copyOf(whole, length));
            String message = assertThrows(RequestException.class, () -> OnnxFile.read(file))
                    .getMessage();
            assertTrue(message.startsWith(file + ": "), message);
            assertFalse(message.contains("\n"), message);
        }
    }

    // ---- functions -------------------------------------------------------------------------------------------------

    private static FunctionProto.Builder function(String name) {
        return FunctionProto.newBuilder()
                .setDomain("local")
                .setName(name)
                .addInput("a")
                .addOutput("b")
                .addAttribute("slope")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18));
    }

    @Test
    void functionsAreInlinedWithTheirAttributes() throws IOException {
        AttributeProto reference = AttributeProto.newBuilder()
                .setName("alpha")
                .setRefAttrName("slope")
                .setType(AttributeProto.AttributeType.FLOAT)
                .build();
        CraftedModel model = sum(floats("w", List.of(3L), 1, 2, 3)).opset("local", 1);
        model.model()
                .addFunctions(function("Twice")
                        .addNode(nodeProto("inner", "LeakyRelu", List.of("a"), List.of("t"), reference))
                        .addNode(nodeProto("outer", "LeakyRelu", List.of("t"), List.of("b"), reference)));
        model.graph()
                .addNode(nodeProto("call", "Twice", List.of("y"), List.of("z"), attribute("slope", 0.25f))
                        .setDomain("local"))
                .addOutput(info("z", DType.FLOAT, -1, 3));
        model.write(file);
        List<RawNode> nodes = OnnxFile.read(file).graph().nodes();
        assertEquals(3, nodes.size());
        assertEquals(List.of("y"), nodes.get(1).inputs());
        assertEquals(List.of("z"), nodes.get(2).outputs());
        assertEquals("call/inner", nodes.get(1).name());
        assertEquals(new Attribute.Float(0.25f), nodes.get(2).attributes().get("alpha"));
    }

    @Test
    void functionsThatCallThemselvesAreRefused() throws IOException {
        CraftedModel model = sum(floats("w", List.of(3L), 1, 2, 3)).opset("local", 1);
        model.model()
                .addFunctions(function("Again")
                        .addNode(nodeProto("self", "Again", List.of("a"), List.of("b"))
                                .setDomain("local")));
        model.graph()
                .addNode(nodeProto("call", "Again", List.of("y"), List.of("z")).setDomain("local"));
        assertRefused(model, "'Again' is called more than 32 levels deep");
    }

    /** Thirty functions of two calls each would be a thousand million nodes. */
    @Test
    void functionsThatGrowWithoutBoundAreRefused() throws IOException {
        CraftedModel model = sum(floats("w", List.of(3L), 1, 2, 3)).opset("local", 1);
        for (int i = 0; i < 30; i++) {
            model.model()
                    .addFunctions(function("F" + i)
                            .addNode(nodeProto("one", "F" + (i + 1), List.of("a"), List.of("t"))
                                    .setDomain("local"))
                            .addNode(nodeProto("two", "F" + (i + 1), List.of("t"), List.of("b"))
                                    .setDomain("local")));
        }
        model.graph()
                .addNode(nodeProto("call", "F0", List.of("y"), List.of("z")).setDomain("local"));
        assertRefused(model, "come to more than");
    }
}
