package org.rankscope.model.imported;

import static org.rankscope.onnx.CraftedModel.attribute;
import static org.rankscope.onnx.CraftedModel.ints;
import static org.rankscope.onnx.CraftedModel.longs;
import static org.rankscope.onnx.CraftedModel.randomFloats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.DType;
import org.rankscope.onnx.CraftedModel;
import org.rankscope.onnx.proto.OnnxProto.GraphProto;

/** Models that ask for what nobody can give, or what training can't use: one sentence, before anything is allocated. */
class HostileModelsTest {
    private static final long HUGE = 1L << 44;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("hostile.onnx");
    }

    /** An image model whose logits are the image with {@code big} [1] added. */
    private static CraftedModel withScalar() {
        return SmallModels.image(18, 32)
                .initializer(longs("flat", List.of(2L), 0, -1))
                .initializer(longs("zero", List.of(), 0))
                .initializer(longs("one", List.of(), 1))
                .initializer(longs("huge", List.of(), HUGE))
                .initializer(longs("hugeShape", List.of(1L), HUGE))
                .node("pixels", "Reshape", List.of("pixel_values", "flat"), List.of("pixels"))
                .node("logits", "Add", List.of("pixels", "big"), List.of("logits"));
    }

    private void assertHugeIsRefused(CraftedModel model, String node) throws IOException {
        model.node("sum", "ReduceSum", List.of("giant"), List.of("total"), attribute("keepdims", 0L))
                .node("cast", "Cast", List.of("total"), List.of("big"), attribute("to", 1L))
                .write(file);
        Imports.assertRefused(file, "node '" + node + "'", "more than any memory holds");
    }

    @Test
    void drawsOfRandomNumbers() throws IOException {
        SmallModels.image(18, 32)
                .initializer(longs("flat", List.of(2L), 0, -1))
                .node("draw", "RandomNormalLike", List.of("pixel_values"), List.of("noise"))
                .node("flatten", "Reshape", List.of("noise", "flat"), List.of("logits"))
                .write(file);
        Imports.assertRefused(file, "node 'draw' (RandomNormalLike)", "random numbers");
    }

    @Test
    void rangesWithoutEnd() throws IOException {
        assertHugeIsRefused(
                withScalar().node("numbers", "Range", List.of("zero", "huge", "one"), List.of("giant")), "numbers");
    }

    @Test
    void constantsOfAnyShape() throws IOException {
        assertHugeIsRefused(
                withScalar().node("fill", "ConstantOfShape", List.of("hugeShape"), List.of("giant")), "fill");
    }

    @Test
    void expansionsAndTiles() throws IOException {
        assertHugeIsRefused(withScalar().node("wide", "Expand", List.of("one", "hugeShape"), List.of("giant")), "wide");
        assertHugeIsRefused(
                withScalar()
                        .initializer(longs("row", List.of(1L), 5))
                        .node("tiles", "Tile", List.of("row", "hugeShape"), List.of("giant")),
                "tiles");
    }

    @Test
    void paddingWithoutEnd() throws IOException {
        assertHugeIsRefused(
                withScalar()
                        .initializer(longs("row", List.of(1L), 5))
                        .initializer(longs("pads", List.of(2L), 0, HUGE))
                        .node("pad", "Pad", List.of("row", "pads"), List.of("giant")),
                "pad");
    }

    /** The runtime would write down a size for each of them. */
    @Test
    void resultsWithMillionsOfAxes() throws IOException {
        withScalar()
                .initializer(longs("many", List.of(), 1L << 31))
                .node("numbers", "Range", List.of("zero", "many", "one"), List.of("axes"))
                .node("wide", "Expand", List.of("one", "axes"), List.of("giant"))
                .node("cast", "Cast", List.of("giant"), List.of("big"), attribute("to", 1L))
                .write(file);
        Imports.assertRefused(file);
    }

    /** Each step is modest; their product isn't. */
    @Test
    void broadcastsOfWhatFits() throws IOException {
        long million = 1L << 21;
        assertHugeIsRefused(
                withScalar()
                        .initializer(longs("tall", List.of(2L), million, 1))
                        .initializer(longs("flatter", List.of(2L), 1, million))
                        .node("a", "ConstantOfShape", List.of("tall"), List.of("column"))
                        .node("b", "ConstantOfShape", List.of("flatter"), List.of("line"))
                        .node("outer", "Add", List.of("column", "line"), List.of("giant")),
                "outer");
    }

    @Test
    void resizedImagesThatNoMemoryHolds() throws IOException {
        SmallModels.image(18, 32)
                .initializer(longs("sizes", List.of(4L), 1, 2, 1L << 30, 1L << 30))
                .node("resize", "Resize", List.of("pixel_values", "", "", "sizes"), List.of("giant"))
                .node("pool", "GlobalAveragePool", List.of("giant"), List.of("pooled"))
                .node("flatten", "Flatten", List.of("pooled"), List.of("logits"))
                .write(file);
        Imports.assertRefused(file, "node 'resize' (Resize)", "more than any memory holds");
    }

    /** Whole numbers divided by zero would end the process. */
    @ParameterizedTest
    @ValueSource(strings = {"Div", "Mod"})
    void divisionsByZero(String op) throws IOException {
        withScalar()
                .node("shape", "Shape", List.of("pixel_values"), List.of("sizes"))
                .node("nothing", "Sub", List.of("sizes", "sizes"), List.of("zeros"))
                .node("divide", op, List.of("sizes", "zeros"), List.of("quotients"))
                .node("sum", "ReduceSum", List.of("quotients"), List.of("total"), attribute("keepdims", 0L))
                .node("cast", "Cast", List.of("total"), List.of("big"), attribute("to", 1L))
                .write(file);
        Imports.assertRefused(file, "node 'divide' (" + op + ")", "divides whole numbers by 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"strides", "dilations", "kernel_shape"})
    void convolutionsWithoutSteps(String attribute) throws IOException {
        SmallModels.image(18, 1)
                .initializer(randomFloats("net.conv.weight", 1L, 2L, 4L, 4L))
                .node(
                        "conv",
                        "Conv",
                        List.of("pixel_values", "net.conv.weight"),
                        List.of("convolved"),
                        ints(attribute, 0L, 0L))
                .node("flatten", "Flatten", List.of("convolved"), List.of("logits"))
                .write(file);
        Imports.assertRefused(file, "conv");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32})
    void convolutionsInNoGroups(long groups) throws IOException {
        SmallModels.image(18, 1)
                .initializer(randomFloats("net.conv.weight", 1L, 2L, 4L, 4L))
                .node(
                        "conv",
                        "Conv",
                        List.of("pixel_values", "net.conv.weight"),
                        List.of("convolved"),
                        attribute("group", groups))
                .node("flatten", "Flatten", List.of("convolved"), List.of("logits"))
                .write(file);
        Imports.assertRefused(file);
    }

    @Test
    void shapesThatFollowFromTheNumbersInTheBatch() throws IOException {
        SmallModels.image(18, 32)
                .initializer(longs("flat", List.of(2L), 1, -1))
                .node("where", "NonZero", List.of("pixel_values"), List.of("places"))
                .node("cast", "Cast", List.of("places"), List.of("numbers"), attribute("to", 1L))
                .node("logits", "Reshape", List.of("numbers", "flat"), List.of("logits"))
                .write(file);
        Imports.assertRefused(file, "node 'where' (NonZero)", "depends on the numbers in the batch");
    }

    @Test
    void choicesThatFollowFromTheNumbersInTheBatch() throws IOException {
        GraphProto.Builder branch = GraphProto.newBuilder()
                .setName("branch")
                .addNode(CraftedModel.nodeProto("neg", "Neg", List.of("pixels"), List.of("result")))
                .addOutput(CraftedModel.info("result", DType.FLOAT, -1, 32));
        SmallModels.image(18, 32)
                .initializer(longs("flat", List.of(2L), 0, -1))
                .node("pixels", "Reshape", List.of("pixel_values", "flat"), List.of("pixels"))
                .node("sum", "ReduceSum", List.of("pixels"), List.of("total"), attribute("keepdims", 0L))
                .node("positive", "Cast", List.of("total"), List.of("any"), attribute("to", 9L))
                .node(
                        "choice",
                        "If",
                        List.of("any"),
                        List.of("logits"),
                        attribute("then_branch", branch),
                        attribute("else_branch", branch))
                .write(file);
        Imports.assertRefused(file, "node 'choice' (If)", "depends on the numbers in the batch");
    }

    @Test
    void unknownOperatorsAreNamedAllAtOnce() throws IOException {
        SmallModels.image(18, 32)
                .opset("com.acme", 1)
                .node("first", "Frobnicate", List.of("pixel_values"), List.of("a"))
                .node("second", "Tanh", List.of("a"), List.of("b"))
                .node("third", "Wobble", List.of("b"), List.of("c"))
                .node("logits", "Flatten", List.of("c"), List.of("logits"))
                .write(file);
        Imports.assertRefused(file, "node 'first' (Frobnicate)", "node 'third' (Wobble)");
    }

    @Test
    void unknownDomainsAreNamed() throws IOException {
        CraftedModel model = SmallModels.image(18, 32).opset("com.acme", 1);
        model.graph()
                .addNode(CraftedModel.nodeProto("custom", "Tanh", List.of("pixel_values"), List.of("a"))
                        .setDomain("com.acme"));
        model.node("logits", "Flatten", List.of("a"), List.of("logits")).write(file);
        Imports.assertRefused(file, "node 'custom' (com.acme.Tanh)", "standard ONNX operators");
    }

    @Test
    void namesWithLineBreaksStayOnOneLine() throws IOException {
        SmallModels.image(18, 32)
                .node("two\nlines\u0007", "Wob\nble", List.of("pixel_values"), List.of("a"))
                .node("logits", "Flatten", List.of("a"), List.of("logits"))
                .write(file);
        Imports.assertRefused(file, "node 'two lines' (Wob ble)");
    }

    @Test
    void inputsThatTrainingCantFill() throws IOException {
        SmallModels.image(18, 32)
                .input("temperature", DType.FLOAT, 1)
                .node("scaled", "Mul", List.of("pixel_values", "temperature"), List.of("a"))
                .node("logits", "Flatten", List.of("a"), List.of("logits"))
                .write(file);
        Imports.assertRefused(file, "an input 'temperature', which training can't fill");
    }

    @Test
    void logitsThatAreNone() throws IOException {
        SmallModels.image(18, 32)
                .node("logits", "Identity", List.of("pixel_values"), List.of("logits"))
                .write(file);
        Imports.assertRefused(file, "output 'logits'", "[2, 2, 4, 4]", "expected FLOAT");
    }

    @Test
    void filesThatAreNoModels() throws IOException {
        Imports.assertRefused(file, "no such file");
        Files.write(file, new byte[0]);
        Imports.assertRefused(file, "the file is empty");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
        Imports.assertRefused(file, "git lfs pull");
        Files.writeString(file, "This is not a model at all.");
        Imports.assertRefused(file, "not an ONNX model");
        Imports.assertRefused(folder, "is a folder");
    }
}
