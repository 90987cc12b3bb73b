package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.autodiff.Backward;
import org.rankscope.autodiff.rule.StandardGradientRules;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.safetensors.SafetensorsFile;

/**
 * Virtual tokens in small models of random weights against PEFT 0.21 on transformers 5.18, in double precision: logits, and
 * the gradient of the sum of cos(i) · logit i over what the mask shows. Row 0 is whole, the others are padded on the right.
 */
class VirtualTokensReferenceTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path ROOT = FIXTURES.resolve("virtual_tokens");
    private static final double TOLERANCE = 1e-4;

    static Stream<String> cases() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files
                    .filter(file -> file.endsWith("expected.safetensors"))
                    .map(file -> ROOT.relativize(file.getParent()).toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void logitsAndGradientsArePefts(String name) {
        Path folder = ROOT.resolve(name);
        SafetensorsFile golden = SafetensorsFile.open(folder.resolve("expected.safetensors"));
        Path source = source(Path.of(name).getParent());
        try (HuggingFaceModel model = HuggingFaceModel.open(source, HeadSpec.of(task(name)))) {
            AdapterMethod method = AdapterMethod.of(AdapterFiles.readConfig(folder.resolve("adapter")), model);
            String decoder = "input.decoder_attention_mask";
            Tensor mask = golden.tensor(golden.names().contains(decoder) ? decoder : "input.attention_mask");
            int batch = (int) mask.shape().dim(0);
            int seq = (int) mask.shape().dim(1);
            Graph injected = method.inject(method.base(model, batch, seq), AdapterMethod.Mode.EVALUATION)
                    .graph();
            Tensor expected = golden.tensor("logits");
            float[] counted = counted(name, expected, mask.longs(), method.virtualTokens());

            GraphBuilder g = new GraphBuilder("test");
            Map<String, Value> bound = new LinkedHashMap<>();
            injected.inputs().forEach(input -> bound.put(input.name(), g.input(input)));
            Value prompt = g.input(
                    VirtualTokens.EMBEDDINGS, DType.FLOAT, method.trainable().get(VirtualTokens.EMBEDDINGS));
            bound.put(VirtualTokens.EMBEDDINGS, prompt);
            method.trainable().keySet().stream()
                    .filter(saved -> !bound.containsKey(saved))
                    .forEach(saved -> bound.put(
                            saved, g.parameter(saved, method.trainable().get(saved))));
            Value logits = g.inline(injected, bound).get("logits");
            Value gradient = Backward.gradients(
                            g,
                            StandardGradientRules.table(),
                            Map.of(logits, g.constant(Tensor.ofFloats(logits.shape(), counted))),
                            List.of(prompt))
                    .get(prompt);
            Map<String, Tensor> feeds = new LinkedHashMap<>();
            model.inputs(batch, seq).forEach(input -> feeds.put(input.name(), input(golden, input)));
            Map<String, Tensor> values = method.load(folder.resolve("adapter"));
            feeds.put(VirtualTokens.EMBEDDINGS, values.get(VirtualTokens.EMBEDDINGS));
            Graph graph = g.build(List.of(logits, g.named(g.identity(gradient), "gradient")));
            try (Session session = Session.open(
                            graph,
                            parameter ->
                                    values.containsKey(parameter) ? values.get(parameter) : model.weight(parameter),
                            SessionConfig.on(Device.CPU));
                    Session.Results results = session.run(feeds)) {
                assertClose(expected.floats(), results.tensor("logits").floats(), counted, "logits");
                assertClose(
                        golden.tensor("gradient").floats(),
                        results.tensor("gradient").floats(),
                        null,
                        "gradient");
            }
        }
    }

    private static Path source(Path name) {
        Path ofLibrary = FIXTURES.resolve("library/5.18").resolve(name);
        return Files.exists(ofLibrary) ? ofLibrary : FIXTURES.resolve("models").resolve(name);
    }

    private static Tensor input(SafetensorsFile golden, Value input) {
        String name = "input." + input.name();
        return golden.names().contains(name) ? golden.tensor(name) : Tensor.zeros(DType.INT64, input.shape());
    }

    /**
     * cos(i) for each logit that is compared, else 0. In decoders PEFT reads the classes of a row from its last place, padding
     * or not, where it puts tokens in front of the embeddings: there the row without padding alone.
     */
    private static float[] counted(String name, Tensor logits, long[] mask, int virtual) {
        int size = (int) logits.shape().dim(-1);
        int rows = (int) logits.shape().dim(0);
        boolean rowsAlone = logits.shape().rank() == 2;
        boolean lastPlace = rowsAlone && virtual > 0 && !name.contains("bert");
        int items = (int) (logits.shape().elements() / size / rows);
        int seq = mask.length / rows;
        float[] counted = new float[(int) logits.shape().elements()];
        for (int i = 0; i < counted.length; i++) {
            int row = i / size / items;
            int place = i / size % items - (items - seq);
            boolean shown = rowsAlone ? !lastPlace || row == 0 : place < 0 || mask[row * seq + place] == 1;
            counted[i] = shown ? (float) Math.cos(i) : 0;
        }
        return counted;
    }

    private static void assertClose(float[] expected, float[] found, float[] counted, String what) {
        assertEquals(expected.length, found.length, what);
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertTrue(largest > 1e-3, what + " are all near 0");
        for (int i = 0; i < expected.length; i++) {
            if (counted == null || counted[i] != 0) {
                assertEquals(expected[i], found[i], TOLERANCE * Math.max(1, largest), what + " " + i);
            }
        }
    }

    private static Task task(String name) {
        if (name.contains("-tok/")) {
            return Task.TOKEN_CLASSIFICATION;
        } else if (name.startsWith("t5")) {
            return Task.SEQ2SEQ_LM;
        }
        return name.contains("-cls/") || name.contains("-reg/") ? Task.SEQUENCE_CLASSIFICATION : Task.CAUSAL_LM;
    }
}
