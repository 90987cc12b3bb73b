package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.MethodCase.Family;
import org.rankscope.peft.MethodCase.Sizes;

/** What must hold of every method, on every kind of model where it is defined. */
class MethodLawsTest {
    private static final double TOLERANCE = 1e-5;
    private static final int ROWS = 2;
    private static final int TOKENS = 7;

    /** Whatever stands in the second of the blocks. */
    private static final String SECOND_BLOCK = ".*\\.1\\..*";

    @TempDir
    Path folder;

    static List<MethodCase> usual() {
        return MethodCase.usual();
    }

    static List<MethodCase> all() {
        return MethodCase.all().toList();
    }

    @ParameterizedTest
    @MethodSource("usual")
    void trainsAsManyNumbersAsIsPublished(MethodCase one) {
        assertEquals(published(one.family(), one.config().method()), count(one, b -> b));
    }

    private static long published(Family family, Method method) {
        Sizes sizes = family.sizes();
        return switch (method) {
            case BITFIT -> family.inFile(name -> name.endsWith(".bias"));
            case FULL -> family.inFile(name -> true);
            case PROMPT_TUNING -> (family == Family.T5 ? 2 : 1) * MethodCase.CAPACITY * sizes.hidden();
            case PREFIX_TUNING -> 2 * MethodCase.CAPACITY * sizes.keys() * sizes.blocks();
            default -> sizes.blocks() * sizes.inBlock(method, MethodCase.CAPACITY);
        };
    }

    /** Fields that {@link MethodField} says a method reads do what PEFT does with them; others are refused. */
    @ParameterizedTest
    @MethodSource("usual")
    void readsItsFieldsAsPeft(MethodCase one) {
        Method method = one.config().method();
        Family family = one.family();
        Sizes sizes = family.sizes();
        long whole = published(family, method);
        long allBiases = family.inFile(name -> name.endsWith(".bias"));

        long inSecond = method == Method.BITFIT
                ? family.inFile(name -> name.endsWith(".bias") && name.contains(".1."))
                : whole / sizes.blocks();
        assertField(one, "layers_to_transform", inSecond, b -> b.layersToTransform(List.of(1)));

        // Of a norm that is trained whole BitFit trains the bias as it is.
        long norm = (method == Method.BITFIT ? 1 : family.normVectors) * sizes.hidden();
        assertField(one, "modules_to_save", whole + norm, b -> b.modulesToSave(List.of(family.norm)));

        assertField(one, "bias", whole + allBiases, b -> b.bias(Bias.ALL));
        long ofTargets = sizes.blocks() * sizes.biasesInBlock(method);
        assertField(one, "bias", whole + ofTargets, b -> b.bias(Bias.LORA_ONLY));

        assertField(
                one,
                "rank_pattern",
                sizes.inBlock(method, MethodCase.CAPACITY) + sizes.inBlock(method, 1),
                b -> b.rankPattern(Map.of(SECOND_BLOCK, 1)));
        assertField(one, "alpha_pattern", whole, b -> b.alphaPattern(Map.of(SECOND_BLOCK, 3.0)));
        if (reads(method, "alpha_pattern")) {
            AdapterConfig config = AdapterConfigBuilder.builder(one.config())
                    .alphaPattern(Map.of(SECOND_BLOCK, 3.0))
                    .build();
            double root = method == Method.RSLORA ? Math.sqrt(MethodCase.CAPACITY) : MethodCase.CAPACITY;
            try (BaseModel model = one.plain()) {
                TargetModules.match(config, model.adaptableModules())
                        .forEach(target -> assertEquals(
                                (target.module().name().contains(".1.") ? 3.0 : config.loraAlpha()) / root,
                                target.scaling(),
                                1e-12));
            }
        }
    }

    private static void assertField(
            MethodCase one, String field, long expected, UnaryOperator<AdapterConfigBuilder> change) {
        if (reads(one.config().method(), field)) {
            assertEquals(expected, count(one, change), field);
        } else {
            String message = assertThrows(RequestException.class, () -> count(one, change), field)
                    .getMessage();
            assertTrue(message.startsWith("adapter." + field), message);
        }
    }

    private static boolean reads(Method method, String field) {
        return MethodField.of(field).methods().contains(method);
    }

    private static long count(MethodCase one, UnaryOperator<AdapterConfigBuilder> change) {
        AdapterConfig config =
                change.apply(AdapterConfigBuilder.builder(one.config())).build();
        try (BaseModel model = one.plain()) {
            return ParameterCount.trainable(config, FrozenBase.graph(model, config, model.precision()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void atFirstItChangesNothing(MethodCase one) {
        try (BaseModel model = one.open()) {
            AdapterMethod method = AdapterMethod.of(one.config(), model);
            Map<String, Tensor> values = new LinkedHashMap<>(method.initialValues(model, 1));
            values.putAll(method.fixedValues(model, 1));
            Map<String, Tensor> inputs = Runs.inputs(model, ROWS, TOKENS);
            float[] without = Runs.logits(model.forward(ROWS, TOKENS), model::weight, inputs);
            float[] with = injected(method, model, values, inputs);
            if (one.isIdentityAtFirst()) {
                assertArrayEquals(without, with, (float) TOLERANCE);
            } else {
                assertTrue(with.length != without.length || distance(with, without) > TOLERANCE);
            }
        }
    }

    /**
     * Two steps move what is trained and nothing of the base; what is stored is read, and stored again to the same bytes; and
     * merged it computes what it computes beside the weights.
     */
    @ParameterizedTest
    @MethodSource("all")
    void isTrainedStoredAndMerged(MethodCase one) throws IOException {
        byte[] file = Files.readAllBytes(one.family().path().resolve("model.safetensors"));
        Map<String, float[]> before = new LinkedHashMap<>();
        BaseModel trained = one.open();
        trained.parameters()
                .keySet()
                .forEach(name -> before.put(name, trained.weight(name).floats()));
        one.train(trained, 2, folder);
        before.forEach((name, numbers) ->
                assertArrayEquals(numbers, trained.weight(name).floats(), 0, name));
        assertArrayEquals(file, Files.readAllBytes(one.family().path().resolve("model.safetensors")));

        Path stored = folder.resolve("adapter");
        Path again = folder.resolve("again");
        boolean peft = AdapterFiles.holds(one.config());
        try (BaseModel model = one.open()) {
            AdapterConfig config = peft ? AdapterFiles.readConfig(stored) : one.config();
            AdapterMethod method = AdapterMethod.of(config, model);
            Map<String, Tensor> values = method.load(stored);
            assertMoved(one, model, method, values);
            method.save(again, new BaseReference(one.family().model, one.family().task), values);
            String weights = peft ? AdapterFiles.WEIGHTS : BaseParameters.FILE;
            assertEquals(-1, Files.mismatch(stored.resolve(weights), again.resolve(weights)));
            if (peft) {
                assertEquals(
                        StrictJson.readTree(stored.resolve(AdapterFiles.CONFIG)),
                        StrictJson.readTree(again.resolve(AdapterFiles.CONFIG)));
            }
            assertMerged(one, model, method, Runs.moved(values));
        }
    }

    /** Each tensor is another than it began as, but for those whose gradient is 0 at first. */
    private static void assertMoved(MethodCase one, BaseModel model, AdapterMethod method, Map<String, Tensor> values) {
        assertEquals(method.trainable().keySet(), values.keySet());
        Map<String, Tensor> start = AdapterMethod.of(one.config(), model).initialValues(model, 0);
        Set<String> still = new HashSet<>();
        values.forEach((name, value) -> {
            boolean same = start.containsKey(name)
                    && value.data().equals(start.get(name).data());
            if (same) {
                still.add(name);
            }
        });
        assertEquals(Set.of(), still);
    }

    private static void assertMerged(
            MethodCase one, BaseModel model, AdapterMethod method, Map<String, Tensor> values) {
        if (!one.isMerged()) {
            String message = assertThrows(RequestException.class, () -> method.merged(model, values))
                    .getMessage();
            assertTrue(message.contains("keep the adapter"), message);
            return;
        }
        Map<String, Tensor> merged = method.merged(model, values);
        Set<String> own = new HashSet<>(method.trainable().keySet());
        TargetModules.match(one.config(), model.adaptableModules()).stream()
                .map(AdaptedModule::module)
                .forEach(module -> own.addAll(Set.of(module.weightName(), module.biasName())));
        assertTrue(own.containsAll(merged.keySet()), () -> "also changed: " + minus(merged.keySet(), own));

        Map<String, Tensor> inputs = Runs.inputs(model, ROWS, TOKENS);
        float[] injected = injected(method, model, values, inputs);
        // A weight of a base in 4 bits is merged as the numbers that its codes stand for, into the model as it was.
        BaseModel plain = model.unquantized();
        float[] written = Runs.logits(
                plain.forward(ROWS, TOKENS),
                name -> merged.containsKey(name) ? merged.get(name) : model.weight(name),
                inputs);
        assertArrayEquals(injected, written, (float) TOLERANCE);
        float[] without = Runs.logits(model.forward(ROWS, TOKENS), model::weight, inputs);
        assertTrue(distance(injected, without) > 100 * TOLERANCE, "the adapter does nothing");
    }

    private static float[] injected(
            AdapterMethod method, BaseModel model, Map<String, Tensor> values, Map<String, Tensor> inputs) {
        Graph base = method.base(model, ROWS, TOKENS);
        return Runs.logits(
                method.inject(base, AdapterMethod.Mode.EVALUATION).graph(),
                name -> values.containsKey(name) ? values.get(name) : model.weight(name),
                inputs);
    }

    private static Set<String> minus(Set<String> all, Set<String> without) {
        Set<String> left = new HashSet<>(all);
        left.removeAll(without);
        return left;
    }

    private static double distance(float[] one, float[] other) {
        double largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
        }
        return largest;
    }
}
