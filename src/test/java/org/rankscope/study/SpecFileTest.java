package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Precision;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.Placement;
import org.rankscope.train.TrialSpec;

class SpecFileTest {
    private static final String SHARED =
            "\"model\": \"model\", \"task\": \"causal-lm\", \"data\": {\"train\": \"a.txt\"}";

    private static final String SEARCH = "\"strategy\": \"random\", \"budget\": {\"trials\": 9}, \"search_space\": ";

    @TempDir
    Path temporary;

    @BeforeEach
    void writeModelAndData() throws IOException {
        Files.createDirectories(temporary.resolve("model"));
        Files.writeString(temporary.resolve("a.txt"), "to be or not to be");
    }

    private Path spec(String json) throws IOException {
        return Files.writeString(temporary.resolve("spec.json"), json);
    }

    private String refusal(String extra) throws IOException {
        Path file = spec("{" + SHARED + ", " + extra + "}");
        String message = assertThrows(RequestException.class, () -> StudySpecFile.read(file))
                .getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        return message.substring(file.toString().length() + 2);
    }

    @Test
    void pathsAreResolvedAgainstTheFolderOfTheSpecification() throws IOException {
        TrialSpec spec = TrialSpecFile.read(spec("{" + SHARED + "}"));
        assertEquals(temporary.resolve("model").toString(), spec.model());
        assertEquals(temporary.resolve("a.txt").toString(), spec.data().train());
        assertEquals(
                "bundled:tiny",
                TrialSpecFile.read(
                                spec("{" + SHARED.replace("\"model\": \"model\"", "\"model\": \"bundled:tiny\"") + "}"))
                        .model());
    }

    /** Where nothing is stated the record says what is done. */
    @Test
    void qloraIsRecordedAtItsOwnPrecision() throws IOException {
        String qlora = SHARED + ", \"adapter\": {\"method\": \"qlora\"}";
        assertEquals(Precision.NF4, TrialSpecFile.read(spec("{" + qlora + "}")).precision());
        assertEquals(
                Precision.BF16,
                TrialSpecFile.read(spec("{" + qlora + ", \"precision\": \"bf16\"}"))
                        .precision());
        assertEquals(
                Precision.NF4,
                StudySpecFile.read(spec("{" + qlora + "}")).trial().precision());
        StudySpec mixed = StudySpecFile.read(spec("{" + SHARED + ", \"methods\": [\"lora\", \"qlora\"]}"));
        assertEquals(Precision.FP32, mixed.trial().precision());
        for (Method method : mixed.methods()) {
            assertEquals(
                    method == Method.QLORA ? Precision.NF4 : Precision.FP32,
                    mixed.trial().withCell(mixed.adapter(method, 2), 1e-3, 0).precision());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp32", "tf32"})
    void qloraBesideAPrecisionOf32BitsIsRefused(String precision) throws IOException {
        String extra = "\"adapter\": {\"method\": \"qlora\"}, \"precision\": \"" + precision + "\"";
        String begins = "field 'precision' is '" + precision + "'; expected 'nf4' (as where it is left out) or 'int4'"
                + " beside 'qlora'";
        assertTrue(refusal(extra).startsWith(begins), refusal(extra));
        Path file = spec("{" + SHARED + ", " + extra + "}");
        String message = assertThrows(RequestException.class, () -> TrialSpecFile.read(file))
                .getMessage();
        assertTrue(message.startsWith(file + ": " + begins), message);
    }

    @Test
    void theBaseMayBeHeldInFourBits() throws IOException {
        String shared = SHARED + ", \"ranks\": [1], \"learning_rates\": [1e-3]";
        assertEquals(
                Precision.FP32,
                StudySpecFile.read(spec("{" + shared + "}")).trial().precision());
        assertEquals(
                Precision.INT4,
                StudySpecFile.read(spec("{" + shared + ", \"precision\": \"int4\"}"))
                        .trial()
                        .precision());
    }

    @Test
    void studySweepsWhatItLists() throws IOException {
        StudySpec spec = StudySpecFile.read(spec("{" + SHARED + ", \"ranks\": [1, 2], \"learning_rates\": [1e-3, 3e-4],"
                + " \"seeds\": [0, 1, 2], \"strategy\": \"grid\", \"alpha\": {\"policy\": \"sqrt\", \"value\": 8}}"));
        assertEquals(List.of(1, 2), spec.ranks());
        assertEquals(List.of(1e-3, 3e-4), spec.learningRates());
        assertEquals(16.0, spec.alpha().alphaFor(4));
    }

    @Test
    void learningRateMayBeTunedFromTheTopOrFromTheOptimizer() throws IOException {
        for (String tuned :
                List.of("\"learning_rate\": \"tune\"", "\"optimizer\": {\"learning_rate\": \"tune\", \"eps\": 1e-6}")) {
            StudySpec spec = StudySpecFile.read(spec("{" + SHARED + ", " + tuned + "}"));
            assertEquals(StudySpec.RateChoice.TUNE, spec.learningRate());
            assertTrue(spec.needsFirstRate());
            assertTrue(spec.pruning(), "searched rates are pruned");
        }
        StudySpec started = StudySpecFile.read(
                spec("{" + SHARED + ", \"learning_rate\": \"tune\", \"optimizer\": {\"learning_rate\": 0.02}}"));
        assertEquals(0.02, started.firstLearningRate());
        StudySpec one = StudySpecFile.read(spec("{" + SHARED + ", \"learning_rate\": 0.005}"));
        assertEquals(List.of(0.005), one.learningRates());
        assertEquals(StudySpec.RateChoice.GIVEN, one.learningRate());
        assertFalse(one.pruning(), "a grid runs as it is written");
    }

    @Test
    void searchOverASpaceIsReadAndWrittenAlike() throws IOException {
        StudySpec spec = StudySpecFile.read(spec("{" + SHARED + ", \"strategy\": \"bayesian\","
                + " \"budget\": {\"trials\": 30, \"minutes\": 60}, \"methods\": [\"lora\", \"rslora\"],"
                + " \"search_space\": {\"learning_rate\": [1e-4, 1e-2], \"alpha_ratio\": [1, 2],"
                + " \"lora_dropout\": [0, 0.1], \"target_modules\": [[\"q_proj\", \"v_proj\"], \"all-linear\"]}}"));
        assertEquals(new StudySpec.Budget(30, 60.0), spec.budget());
        assertTrue(spec.searchSpace().targetModules().get(1).isAllLinear());
        assertEquals(spec, StrictJson.parse(StrictJson.toText(spec), StudySpec.class, "again"));
    }

    @Test
    void statedAlphaHoldsForEveryRankUnlessThereIsAPolicy() throws IOException {
        StudySpec stated = StudySpecFile.read(spec("{" + SHARED + ", \"adapter\": {\"lora_alpha\": 32}}"));
        assertEquals(32.0, stated.alpha().alphaFor(1));
        StudySpec policy = StudySpecFile.read(
                spec("{" + SHARED + ", \"adapter\": {\"lora_alpha\": 32}, \"alpha\": {\"policy\": \"rank\"}}"));
        assertEquals(4.0, policy.alpha().alphaFor(4));
        assertEquals(8.0, StudySpecFile.read(spec("{" + SHARED + "}")).alpha().alphaFor(4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"ranks\": [1, 0] | field 'ranks[1]' is 0; expected a whole number of 1 or more.",
                "\"ranks\": [-4] | field 'ranks[0]' is -4; expected a whole number of 1 or more.",
                "\"ranks\": [4, 8, 4] | field 'ranks[2]' is 4; expected each number once.",
                "\"ranks\": [] | field 'ranks' is []; expected at least one number.",
                "\"ranks\": [\"eight\"] | field 'ranks[0]' is the text 'eight', expected a whole number.",
                "\"ranks\": [\"8\"] | field 'ranks[0]' is the text '8', expected a whole number.",
                "\"adapter\": {\"lora_alpha\": \"8\"} | field 'adapter.lora_alpha' is the text '8', expected a number.",
                "\"adapter\": {\"use_dora\": \"true\"} | field 'adapter.use_dora' is the text 'true', expected true or"
                        + " false.",
                "\"ranks\": [1, null] | field 'ranks[1]' is null; expected a value.",
                "\"seeds\": [3, 3] | field 'seeds[1]' is 3; expected each number once.",
                "\"learning_rates\": [0] | field 'learning_rates[0]' is 0.0; expected a number above 0.",
                "\"optimizer\": {\"learning_rate\": -1} | field 'optimizer.learning_rate' is -1.0; expected a number above 0.",
                "\"optimizer\": {\"betas\": [0.9, 1.0]} | field 'optimizer.betas[1]' is 1.0; expected"
                        + " a number from 0 to below 1.",
                "\"optimizer\": {\"name\": \"sgd\"} | field 'optimizer.name': 'sgd' is not available in this version;"
                        + " expected 'adamw'.",
                "\"schedule\": {\"warmup_steps\": -1} | field 'schedule.warmup_steps' is -1; expected"
                        + " a whole number of 0 or more.",
                "\"steps\": 0 | field 'steps' is 0; expected a whole number of 1 or more.",
                "\"eval_every\": 0 | field 'eval_every' is 0; expected a whole number of 1 or more.",
                "\"batch_size\": 0 | field 'batch_size' is 0; expected a whole number of 1 or more.",
                "\"sequence_length\": 1 | field 'sequence_length' is 1; expected a whole number of 2 or more.",
                "\"adapter\": {\"lora_dropout\": 1} | field 'adapter.lora_dropout' is 1.0; expected"
                        + " a number from 0 to below 1.",
                "\"adapter\": {\"target_modules\": []} | field 'adapter.target_modules' is []; expected"
                        + " at least one module name, or 'all-linear'.",
                "\"methods\": [\"lora\", \"lora\"] | field 'methods[1]' is 'lora'; expected each method once.",
                "\"methods\": [] | field 'methods' is []; expected at least one method.",
                "\"methods\": [\"fll\"] | field 'methods[0]' has the value 'fll', expected one of lora, rslora, dora,"
                        + " adalora, dylora, qlora, ia3, bottleneck, prefix_tuning, prompt_tuning, bitfit, full.",
                "\"capacities\": {\"dora\": [1]} | field 'capacities.dora' is [1]; expected no such field, since"
                        + " 'methods' doesn't name 'dora'.",
                "\"methods\": [\"lora\", \"full\"], \"capacities\": {\"full\": [1]} | field 'capacities.full' is"
                        + " [1]; expected no such field, since nothing of this method can be made larger.",
                "\"methods\": [\"bottleneck\"], \"capacities\": {\"bottleneck\": [0]} | field"
                        + " 'capacities.bottleneck' is [0]; expected whole numbers of 1 or more.",
                "\"capacities\": {\"lora\": [2, 2]} | field 'capacities.lora' is [2, 2]; expected each number once.",
                "\"methods\": [\"lora\", \"rslora\"], \"adapter\": {\"use_rslora\": true} | field 'adapter.use_rslora'"
                        + " is true; expected false, since 'methods' says which are rank-stabilised.",
                "\"adapter\": {\"bottleneck_size\": 8} | field 'adapter.bottleneck_size' is 8; expected no such field beside"
                        + " 'lora', since only 'bottleneck' reads it.",
                "\"methods\": [\"ia3\", \"full\"], \"adapter\": {\"num_virtual_tokens\": 4} | field"
                        + " 'adapter.num_virtual_tokens' is 4; expected no such field beside 'ia3' or 'full', since only"
                        + " 'prefix_tuning' or 'prompt_tuning' reads it.",
                "\"strategy\": \"tpe\" | field 'strategy' has the value 'tpe', expected one of grid, ladder, random,"
                        + " bayesian.",
                "\"strategy\": \"random\" | field 'budget' is missing; expected an object with 'trials', 'minutes' or"
                        + " both, since the strategy 'random' has no end of its own.",
                "\"strategy\": \"bayesian\", \"budget\": {\"trials\": 5} | field 'budget.trials' is 5; expected 6 or"
                        + " more, a cell for each method, rank and seed.",
                "\"budget\": {\"hours\": 1} | unknown field 'budget.hours'. Known fields: minutes, trials.",
                "\"budget\": {} | field 'budget' is '{}'; expected 'trials', 'minutes' or both.",
                "\"budget\": {\"trials\": 0} | field 'budget.trials' is 0; expected a whole number of 1 or more.",
                "\"budget\": {\"minutes\": -1} | field 'budget.minutes' is -1.0; expected a number above 0.",
                "\"learning_rate\": \"auto\" | field 'learning_rate' is 'auto'; expected a number or 'tune'.",
                "\"learning_rate\": \"tune\", \"learning_rates\": [0.1] | field 'learning_rates' is [0.1]; expected no"
                        + " such field beside 'learning_rate': 'tune', which searches them.",
                "\"learning_rate\": 0.1, \"learning_rates\": [0.1] | field 'learning_rate' is 0.1; expected either"
                        + " 'learning_rate' or 'learning_rates', not both.",
                "\"learning_rate\": 0.1, \"optimizer\": {\"learning_rate\": 0.2} | field 'learning_rate' is 0.1; expected"
                        + " one learning rate; 'optimizer.learning_rate' is 0.2.",
                "\"learning_rate\": \"tune\", \"first_learning_rate\": 0 | field 'first_learning_rate' is 0.0; expected a"
                        + " number above 0.",
                "\"learning_rate\": \"tune\", \"strategy\": \"random\", \"budget\": {\"trials\": 9} | field"
                        + " 'learning_rate' is 'tune'; expected no such field for the strategy 'random', which searches"
                        + " the rates of 'search_space'.",
                "\"learning_rates\": [0.1, 0.2], \"strategy\": \"random\", \"budget\": {\"trials\": 9} | field"
                        + " 'learning_rates' is [0.1, 0.2]; expected 'search_space.learning_rate', the smallest and the"
                        + " largest, for the strategy 'random'.",
                "\"search_space\": {} | field 'search_space' is 'given'; expected no such field for the strategy 'grid';"
                        + " 'random' and 'bayesian' search a space.",
                SEARCH
                        + "{\"learning_rate\": [0.1, 0.01]}| field 'search_space.learning_rate' is [0.1, 0.01]; expected two"
                        + " numbers, the smallest and the largest.",
                SEARCH + "{\"alpha\": [16], \"alpha_ratio\": [2]}| field 'search_space.alpha_ratio' is [2.0]; expected"
                        + " either 'alpha' or 'alpha_ratio', not both.",
                SEARCH
                        + "{\"lora_dropout\": [0, 0.1, 1]}| field 'search_space.lora_dropout[2]' is 1.0; expected a number"
                        + " from 0 to below 1.",
                SEARCH + "{\"target_modules\": [[\"q_proj\"], [\"q_proj\"]]}| field 'search_space.target_modules' is"
                        + " 'a list with repeats'; expected each set once.",
                SEARCH
                        + "{\"target_modules\": [[]]}| field 'search_space.target_modules[0]' is []; expected at least one"
                        + " module name, or 'all-linear'.",
                SEARCH
                        + "{\"dropout\": [0, 0.1]}| unknown field 'search_space.dropout'. Known fields: alpha, alpha_ratio,"
                        + " learning_rate, lora_dropout, target_modules.",
                "\"precision\": \"fp8\" | field 'precision' has the value 'fp8', expected one of fp32, tf32, bf16, fp16, nf4,"
                        + " int4.",
                "\"precision\": \"tf32\", \"device\": \"cpu\" | precision: 'tf32' is of CUDA devices alone, and this runs on"
                        + " the CPU; choose 'fp32'.",
                "\"device\": \"gpu\" | device: expected auto, cpu, cuda or cuda:N, found 'gpu'.",
                "\"initial_adapter\": \"model\" | field 'initial_adapter' is 'model'; expected null, since the"
                        + " rank of a stored adapter"
                        + " can't be swept.",
                "\"adapter\": {\"target_r\": 4} | field 'adapter.target_r' is 4; expected 'r', which is here the rank that"
                        + " AdaLoRA leaves on average, or in a study 'ranks'.",
                "\"methods\": [\"dylora\"], \"ranks\": [1, 4], \"adapter\": {\"rank_pattern\": {\"q_proj\": 8}} | field"
                        + " 'adapter.rank_pattern.q_proj' is 8; expected at most 4, the largest rank that 'dylora' is"
                        + " trained for.",
                "\"rank\": [1] | unknown field 'rank'. Did you mean 'ranks'?",
                "\"sequence_lenght\": 8 | unknown field 'sequence_lenght'. Did you mean 'sequence_length'?"
            })
    void wrongFieldsAreNamedWithWhatIsExpected(String extra, String sentence) throws IOException {
        assertEquals(sentence, refusal(extra).replace(temporary + "/", ""));
    }

    @Test
    void fieldsThatOneOfTheMethodsReadsMayStandBesideTheOthers() throws IOException {
        StudySpec spec = StudySpecFile.read(spec("{" + SHARED + ", \"methods\": [\"lora\", \"bottleneck\"],"
                + " \"adapter\": {\"placement\": \"pfeiffer\"}}"));
        assertEquals(Placement.PFEIFFER, spec.trial().adapter().placement());
    }

    @Test
    void aTrialHasNoFieldThatItsMethodDoesNotRead() throws IOException {
        Path file = spec("{" + SHARED + ", \"adapter\": {\"method\": \"dora\", \"tinit\": 3}}");
        String message = assertThrows(RequestException.class, () -> TrialSpecFile.read(file))
                .getMessage();
        assertEquals(
                file
                        + ": field 'adapter.tinit' is 3; expected no such field beside 'dora', since only 'adalora' reads it.",
                message);
    }

    @Test
    void oneBlockNeedsNoList() throws IOException {
        assertEquals(
                List.of(3),
                TrialSpecFile.read(spec("{" + SHARED + ", \"adapter\": {\"layers_to_transform\": 3}}"))
                        .adapter()
                        .layersToTransform());
    }

    @Test
    void aStudyMayHaveAMethodOfItsOwn() throws IOException {
        assertEquals(
                AdapterConfig.Method.RSLORA,
                StudySpecFile.read(spec("{" + SHARED + ", \"adapter\": {\"method\": \"rslora\"}}"))
                        .trial()
                        .adapter()
                        .method());
    }

    @Test
    void methodsHaveTheCapacitiesThatAreTheirs() throws IOException {
        StudySpec spec = StudySpecFile.read(spec("{" + SHARED + ", \"ranks\": [2, 8], \"methods\": [\"dora\","
                + " \"dylora\", \"bottleneck\", \"ia3\", \"full\"], \"capacities\": {\"bottleneck\": [16]}}"));
        Map<AdapterConfig.Method, List<Integer>> expected = new LinkedHashMap<>();
        expected.put(AdapterConfig.Method.DORA, List.of(2, 8));
        expected.put(AdapterConfig.Method.DYLORA, List.of(8));
        expected.put(AdapterConfig.Method.BOTTLENECK, List.of(16));
        expected.put(AdapterConfig.Method.IA3, List.of(0));
        expected.put(AdapterConfig.Method.FULL, List.of(0));
        assertEquals(expected, spec.tried());
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(spec.tried().keySet()));
        assertEquals(spec, StrictJson.parse(StrictJson.toText(spec), StudySpec.class, "again"));
        assertEquals(16, spec.adapter(AdapterConfig.Method.BOTTLENECK, 16).bottleneckSize());
    }

    @Test
    void peftConfigurationMayStandInPlaceOfTheAdapter() throws IOException {
        Path peft = Files.createDirectories(temporary.resolve("peft"));
        String config = "{\"peft_type\": \"LORA\", \"r\": 4, \"lora_alpha\": 12, \"target_modules\": [\"k_proj\"]}";
        Files.writeString(peft.resolve("adapter_config.json"), config);
        AdapterConfig expected = AdapterConfig.lora(4, 12, List.of("k_proj"));
        for (String adapter : List.of("\"peft\"", "\"peft/adapter_config.json\"", config)) {
            assertEquals(
                    expected,
                    TrialSpecFile.read(spec("{" + SHARED + ", \"adapter\": " + adapter + "}"))
                            .adapter());
        }
        assertTrue(refusal("\"adapter\": {\"peft_type\": \"LOHA\"}").startsWith("field 'adapter': "));
    }

    @Test
    void everyProblemIsSaidOnALineOfItsOwn() throws IOException {
        assertEquals(
                3,
                refusal("\"ranks\": [0], \"steps\": 0, \"batch_size\": -1")
                        .lines()
                        .count());
    }

    @Test
    void filesThatAreNotThereAreNamedByField() throws IOException {
        Path file = spec("{\"model\": \"nowhere\", \"task\": \"causal-lm\", \"data\": {\"train\": \"b.txt\","
                + " \"validation_fraction\": 1}}");
        assertEquals(
                List.of(
                        file + ": field 'model' is '" + temporary.resolve("nowhere")
                                + "'; expected a file or folder that exists.",
                        file + ": field 'data.train' is '" + temporary.resolve("b.txt")
                                + "'; expected a file or folder that exists.",
                        file + ": field 'data.validation_fraction' is 1.0; expected a number above 0 and below 1."),
                assertThrows(RequestException.class, () -> TrialSpecFile.read(file))
                        .getMessage()
                        .lines()
                        .toList());
    }

    @Test
    void modelTaskAndDataAreRequired() throws IOException {
        Path file = spec("{}");
        String message = assertThrows(RequestException.class, () -> TrialSpecFile.read(file))
                .getMessage();
        assertEquals(
                3, message.lines().filter(line -> line.contains("is missing")).count(), message);
    }

    @Test
    void studyOnFixedBatchesNeedsBatchesToEvaluate() throws IOException {
        Path file = spec("{" + SHARED.replace("\"train\"", "\"batches\"") + "}");
        TrialSpecFile.read(file);
        assertTrue(assertThrows(RequestException.class, () -> StudySpecFile.read(file))
                .getMessage()
                .contains("'data.validation_batches' is missing"));
    }

    @Test
    void fieldsOfTheTrialAndOfTheStudyStandSideBySide() throws IOException {
        String written = StrictJson.toText(StudySpecFile.read(spec("{" + SHARED + ", \"ranks\": [4]}")));
        List<String> fields = new ArrayList<>();
        StrictJson.mapper().readTree(written).fieldNames().forEachRemaining(fields::add);
        assertEquals(List.of("model", "task", "data", "adapter", "initial_adapter", "optimizer"), fields.subList(0, 6));
        assertEquals(
                List.of("gradient_checkpointing", "ranks", "learning_rates", "seeds", "alpha"), fields.subList(14, 19));
        assertFalse(fields.contains("dump_gradients_at_step"));
    }
}
