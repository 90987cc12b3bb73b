package org.rankscope.model.imported;

import static org.rankscope.onnx.CraftedModel.attribute;
import static org.rankscope.onnx.CraftedModel.floatList;
import static org.rankscope.onnx.CraftedModel.floats;
import static org.rankscope.onnx.CraftedModel.ints;
import static org.rankscope.onnx.CraftedModel.randomFloats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.graph.Tensor;
import org.rankscope.onnx.CraftedModel;

/** Operators as older versions of their set wrote them: the imported graph gives what the runtime gives for the file. */
class OlderFormsTest {
    @TempDir
    Path folder;

    /** Operators between {@code pixel_values} [batch, 2, 4, 4] and {@code result}. */
    private static Arguments form(String what, int opset, Function<CraftedModel, CraftedModel> between) {
        return Arguments.of(what, opset, between);
    }

    private static List<String> list(String... names) {
        return List.of(names);
    }

    static Stream<Arguments> forms() {
        List<String> image = list("pixel_values");
        List<String> result = list("result");
        return Stream.of(
                form("Squeeze and Unsqueeze", 11, m -> m.node("u", "Unsqueeze", image, list("a"), ints("axes", 1L))
                        .node("s", "Squeeze", list("a"), result, ints("axes", 1L))),
                form("ReduceSum", 11, m -> m.node("r", "ReduceSum", image, result, ints("axes", -1L))),
                form(
                        "ReduceMean",
                        13,
                        m -> m.node("r", "ReduceMean", image, result, ints("axes", 1L, 2L), attribute("keepdims", 0L))),
                form("ReduceMax over all axes", 13, m -> m.node("r", "ReduceMax", image, list("a"))
                        .node("b", "Mul", list("a", "pixel_values"), result)),
                form("Softmax over the axes from 1 on", 11, m -> m.node("s", "Softmax", image, result)),
                form(
                        "Softmax over the axes from 2 on",
                        12,
                        m -> m.node("s", "Softmax", image, result, attribute("axis", 2L))),
                form("LogSoftmax", 11, m -> m.node("s", "LogSoftmax", image, result, attribute("axis", -1L))),
                form("Hardmax", 11, m -> m.node("s", "Hardmax", image, result, attribute("axis", -2L))),
                form("Split by attribute", 11, m -> m.node(
                                "s", "Split", image, list("a", "b"), attribute("axis", 3L), ints("split", 1L, 3L))
                        .node("m", "Mul", list("a", "b"), result)),
                form("Split in equal parts", 13, m -> m.node("s", "Split", image, list("a", "b"), attribute("axis", 1L))
                        .node("m", "Sub", list("a", "b"), result)),
                form(
                        "Clip",
                        10,
                        m -> m.node("c", "Clip", image, result, attribute("min", -0.25f), attribute("max", 0.5f))),
                form("Clip from below", 10, m -> m.node("c", "Clip", image, result, attribute("min", 0f))),
                form(
                        "Pad",
                        10,
                        m -> m.node(
                                "p",
                                "Pad",
                                image,
                                result,
                                ints("pads", 0L, 0L, 1L, 0L, 0L, 0L, 0L, 2L),
                                attribute("value", 0.75f))),
                form(
                        "Slice",
                        9,
                        m -> m.node(
                                "s",
                                "Slice",
                                image,
                                result,
                                ints("axes", 2L, 3L),
                                ints("starts", 1L, 0L),
                                ints("ends", 4L, -1L))),
                form("TopK", 9, m -> m.node("t", "TopK", image, list("result", "places"), attribute("k", 2L))),
                form(
                        "Upsample",
                        8,
                        m -> m.node(
                                "u",
                                "Upsample",
                                image,
                                result,
                                attribute("mode", "nearest"),
                                floatList("scales", 1f, 1f, 2f, 2f))),
                form("Upsample by input", 9, m -> m.initializer(floats("scales", List.of(4L), 1, 1, 1.5f, 2))
                        .node("u", "Upsample", list("pixel_values", "scales"), result, attribute("mode", "linear"))),
                form("Resize by scales", 10, m -> m.initializer(floats("scales", List.of(4L), 1, 1, 0.5f, 2))
                        .node("r", "Resize", list("pixel_values", "scales"), result, attribute("mode", "nearest"))),
                form("Dropout", 10, m -> m.node("d", "Dropout", image, result, attribute("ratio", 0.5f))),
                form("Dropout by input", 13, m -> m.initializer(floats("ratio", List.of(), 0.5f))
                        .node("d", "Dropout", list("pixel_values", "ratio"), list("a", "mask"))
                        .node("c", "Cast", list("mask"), list("b"), attribute("to", 1L))
                        .node("m", "Add", list("a", "b"), result)),
                form("BatchNormalization", 13, m -> m.initializer(floats("gain", List.of(2L), 1.5f, 0.5f))
                        .initializer(floats("bias", List.of(2L), 0.1f, -0.2f))
                        .initializer(floats("mean", List.of(2L), 0.3f, 0.4f))
                        .initializer(floats("var", List.of(2L), 0.5f, 2))
                        .node(
                                "b",
                                "BatchNormalization",
                                list("pixel_values", "gain", "bias", "mean", "var"),
                                result,
                                attribute("epsilon", 0.01f),
                                attribute("momentum", 0.9f))),
                form("Gemm with a bias that is no vector", 10, m -> m.initializer(randomFloats("w", 32L, 5L))
                        .initializer(floats("c", List.of(1L), 0.5f))
                        .node("f", "Flatten", image, list("a"))
                        .node("g", "Gemm", list("a", "w", "c"), result, attribute("alpha", 0.5f))),
                form("Constants of each kind", 13, m -> m.node(
                                "one", "Constant", list(), list("a"), attribute("value_float", 0.5f))
                        .node("two", "Constant", list(), list("b"), floatList("value_floats", 1f, 2f, 3f, 4f))
                        .node("axis", "Constant", list(), list("axes"), ints("value_ints", 0L))
                        .node("m", "Mul", list("pixel_values", "a"), list("c"))
                        .node("n", "Mul", list("c", "b"), list("d"))
                        .node("u", "Unsqueeze", list("d", "axes"), list("e"))
                        .node("v", "Squeeze", list("e", "axes"), result)),
                form("Scatter", 10, m -> m.initializer(CraftedModel.longs("places", List.of(1L, 1L, 1L, 1L), 2))
                        .initializer(floats("number", List.of(1L, 1L, 1L, 1L), 9))
                        .node("s", "Scatter", list("pixel_values", "places", "number"), result, attribute("axis", 3L))),
                form("GroupNormalization by groups", 18, m -> m.initializer(floats("gain", List.of(1L), 1.5f))
                        .initializer(floats("bias", List.of(1L), 0.5f))
                        .node(
                                "g",
                                "GroupNormalization",
                                list("pixel_values", "gain", "bias"),
                                result,
                                attribute("num_groups", 1L))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void givesWhatTheFileGives(String what, int opset, Function<CraftedModel, CraftedModel> between)
            throws IOException {
        Path file = folder.resolve("old.onnx");
        CraftedModel model = SmallModels.image(opset, -1);
        between.apply(model)
                .node("logits", "Flatten", List.of("result"), List.of("logits"))
                .write(file);
        try (ImportedModel imported = ImportedModel.open(file)) {
            Map<String, Tensor> feeds = Imports.feeds(imported.inputs(3, 1), 1, 5);
            Imports.assertClose(Imports.logitsOfFile(file, feeds), Imports.logits(imported, 3, 1, feeds), 1e-6);
        }
    }
}
