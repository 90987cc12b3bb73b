package org.rankscope.ui.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.rankscope.data.Columns;
import org.rankscope.data.DataSpec;
import org.rankscope.insight.advice.AdviceFacts;
import org.rankscope.insight.advice.Advisor;
import org.rankscope.insight.advice.ModelFamily;
import org.rankscope.insight.advice.Purpose;
import org.rankscope.io.RequestException;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AttentionModules;
import org.rankscope.peft.InitialFactors;
import org.rankscope.study.StudyAdvice;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecFile;
import org.rankscope.study.TaskGuess;
import org.rankscope.train.TrialSpec;
import org.rankscope.ui.fx.UiQueue;
import org.rankscope.ui.study.CostEstimate;
import org.rankscope.ui.study.MemoryForecast;
import org.rankscope.ui.study.SyntheticStudy;
import org.rankscope.ui.study.Variant;

class SetupViewModelTest {
    private static final StudySpec BUNDLED_STUDY =
            SyntheticStudy.spec(List.of(1, 2, 4), List.of(2e-3), List.of(0L), 40);

    private static final AttentionModules BERT =
            new AttentionModules(List.of("query", "value"), List.of("query", "key", "value", "attention.output.dense"));

    private final UiQueue queue = new UiQueue();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private long peakBytes = 1L << 30;
    private List<String> costNotes = List.of();
    private final SetupViewModel setup = setup(Runnable::run);

    private SetupViewModel setup(Executor background) {
        return setup(background, FixedDevices.PROCESSOR);
    }

    private SetupViewModel setup(Executor background, DeviceFacts devices) {
        return new SetupViewModel(
                new SetupServices(
                        this::model,
                        this::task,
                        (data, model, task, batch, length) -> data(data, task),
                        (model, task, adapter) -> new AdapterFacts("4 modules", 64),
                        (model, task, adapter, precision) -> Map.of(Method.BITFIT, "This model has no biases."),
                        this::cost,
                        (model, data, task, purpose, device) -> advice(purpose),
                        List.of(new BundledChoice("bundled:tiny-stories", "Tiny stories", "a model")),
                        List.of(new BundledChoice(
                                "bundled:support-messages", "Support", "data", Optional.of(BUNDLED_STUDY))),
                        new FixedDevices(devices),
                        background,
                        queue),
                SetupChoices.of(
                        BUNDLED_STUDY,
                        List.of(new BundledChoice("bundled:tiny-stories", "Tiny stories", "")),
                        List.of()));
    }

    private ModelFacts model(String model) {
        asked.add(model);
        if (model.contains("broken")) {
            throw new RequestException(model + ": no config.json is here.");
        }
        return new ModelFacts("Llama, " + model, model.contains("bert") ? BERT : TargetPreset.USUAL);
    }

    /** A Bert tells classes apart, of texts where there is a table; everything else learns the next tokens. */
    private TaskGuess.Answer task(String model, Optional<DataSpec> data, Optional<Task> chosen) {
        boolean bert = model.contains("bert");
        boolean table = data.filter(spec -> spec.train().endsWith(".csv")).isPresent();
        Task guessed = bert ? table ? Task.SEQUENCE_CLASSIFICATION : Task.TOKEN_CLASSIFICATION : Task.CAUSAL_LM;
        return new TaskGuess.Answer(
                bert ? List.of(Task.TOKEN_CLASSIFICATION, Task.SEQUENCE_CLASSIFICATION) : List.of(Task.CAUSAL_LM),
                guessed,
                bert ? table ? TaskGuess.Reason.DATA : TaskGuess.Reason.MODEL : TaskGuess.Reason.ONLY,
                table ? List.of("id", "body", "topic") : List.of(),
                table && chosen.orElse(guessed) == Task.SEQUENCE_CLASSIFICATION
                        ? Optional.of(ColumnUse.LABEL.with(
                                ColumnUse.TEXT.with(
                                        Columns.GUESSED, data.get().columns().text() == null ? "body" : "id"),
                                "topic"))
                        : Optional.empty());
    }

    private static DataFacts data(DataSpec data, Task task) {
        if (data.train().contains("torn")) {
            throw new RequestException(data.train() + ": row 3 has 4 cells, expected 2.");
        }
        return new DataFacts(
                "10 rows", task == Task.CAUSAL_LM ? List.of() : List.of("The head starts from random values."));
    }

    /** An answer may ask the next question. */
    private void settle() {
        for (int i = 0; i < 4; i++) {
            queue.drain();
        }
    }

    private void useBertAndTable() {
        setup.form().model.textProperty().set("/tmp/bert");
        setup.form().data.textProperty().set("/tmp/topics.csv");
        settle();
    }

    @Test
    void theTaskIsGuessedFromModelAndDataAndSaysWhy() {
        useBertAndTable();
        assertEquals(
                Optional.of(Task.SEQUENCE_CLASSIFICATION),
                setup.task().taskProperty().get());
        assertEquals(
                "Guessed from the columns of the data.",
                setup.task().messageProperty().get().text());
        assertEquals(
                List.of(
                        TaskChoice.GUESSED,
                        TaskChoice.of(Task.TOKEN_CLASSIFICATION),
                        TaskChoice.of(Task.SEQUENCE_CLASSIFICATION)),
                setup.task().choices());
        assertEquals(
                "text: body · label: topic", setup.task().columnsReadProperty().get());
        assertEquals(
                "The head starts from random values.",
                setup.modelNotesProperty().get().text());
        StudySpec spec = setup.specProperty().get().orElseThrow();
        assertEquals(Task.SEQUENCE_CLASSIFICATION, spec.trial().task());
    }

    @Test
    void aTaskThatIsChosenStaysForAsLongAsTheModelCanHaveIt() {
        useBertAndTable();
        setup.form().task.set(TaskChoice.of(Task.TOKEN_CLASSIFICATION));
        settle();
        setup.form().data.textProperty().set("/tmp/other.csv");
        settle();
        assertEquals(
                Optional.of(Task.TOKEN_CLASSIFICATION),
                setup.task().taskProperty().get());
        assertEquals(
                "Model and data look like text classification.",
                setup.task().messageProperty().get().text());
        assertEquals("token-classification", setup.choices().task(), "what was chosen is remembered");
        setup.form().model.textProperty().set("/tmp/llama");
        settle();
        assertEquals(TaskChoice.GUESSED, setup.form().task.get());
        assertEquals(Optional.of(Task.CAUSAL_LM), setup.task().taskProperty().get());
    }

    @Test
    void theStudyThatIsShownBringsItsOwnTask() {
        setup.show(BUNDLED_STUDY);
        assertEquals(
                Optional.of(BUNDLED_STUDY.trial().task()),
                setup.task().taskProperty().get());
        assertEquals("", setup.task().messageProperty().get().text(), "nothing was guessed");
    }

    @Test
    void aColumnThatIsChosenGoesIntoTheStudyAndIsForgottenWithOtherData() {
        useBertAndTable();
        setup.form().columns.set(ColumnUse.TEXT.with(Columns.GUESSED, "id"));
        setup.form().template.set(Optional.of("chatml"));
        setup.form().newHead.set(true);
        settle();
        DataSpec data = setup.specProperty().get().orElseThrow().trial().data();
        assertEquals("id", data.columns().text());
        assertEquals("chatml", data.template());
        assertTrue(data.newHead());
        assertEquals(
                "text: id · label: topic", setup.task().columnsReadProperty().get());
        setup.form().data.textProperty().set("/tmp/other.csv");
        settle();
        assertEquals(
                Columns.GUESSED,
                setup.specProperty().get().orElseThrow().trial().data().columns());
        assertFalse(setup.form().newHead.get());
    }

    @Test
    void modulesThatABundledStudyNamesAreLeftWithItsModel() {
        setup.form().targets.preset.set(TargetPreset.CUSTOM);
        setup.form().targets.custom.textProperty().set("q_proj, v_proj");
        setup.form().model.textProperty().set("/tmp/bert");
        settle();
        assertEquals(TargetPreset.ALL_LINEAR, setup.form().targets.preset.get());
        setup.form().targets.preset.set(TargetPreset.CUSTOM);
        setup.form().targets.custom.textProperty().set("up_proj");
        setup.form().model.textProperty().set("/tmp/llama");
        settle();
        assertEquals("up_proj", setup.form().targets.custom.text(), "a person's own names stay");
    }

    @Test
    void presetsOfTargetsMeanWhatTheModelCallsThem() {
        assertEquals(
                "q, v", TargetPreset.QUERY_VALUE.title(setup.attentionProperty().get()));
        useBertAndTable();
        setup.form().targets.preset.set(TargetPreset.QUERY_VALUE);
        settle();
        assertEquals(
                List.of("query", "value"),
                setup.specProperty()
                        .get()
                        .orElseThrow()
                        .trial()
                        .adapter()
                        .targetModules()
                        .suffixes());
        assertEquals(
                "query, key, value, output",
                TargetPreset.ATTENTION.title(setup.attentionProperty().get()));
        setup.form().targets.preset.set(TargetPreset.CUSTOM);
        setup.form().targets.custom.textProperty().set("q_proj, k_proj, v_proj, o_proj");
        setup.form().model.textProperty().set("/tmp/llama");
        settle();
        assertEquals(TargetPreset.ATTENTION, setup.form().targets.preset.get(), "the names are those of a preset now");
        assertEquals(
                List.of(TargetPreset.ALL_LINEAR, TargetPreset.CUSTOM),
                TargetPreset.offered(new AttentionModules(List.of(), List.of())));
    }

    @Test
    void whatIsWrongWithTheDataIsSaidAtTheirField() {
        setup.form().model.textProperty().set("/tmp/bert");
        setup.form().data.textProperty().set("/tmp/torn.csv");
        settle();
        assertEquals(
                setup.form().data.value().orElseThrow() + ": row 3 has 4 cells, expected 2.",
                setup.form().data.messageProperty().get().text());
        assertEquals(Optional.empty(), setup.specProperty().get());
        assertEquals(
                "text: body · label: topic", setup.task().columnsReadProperty().get(), "they can still be changed");
    }

    private static StudyAdvice.Answer advice(Optional<Purpose> purpose) {
        AdviceFacts facts = new AdviceFacts(
                "llama",
                ModelFamily.DECODER,
                7_000_000_000L,
                16,
                purpose.orElse(Purpose.INSTRUCTION),
                OptionalLong.of(5_000),
                OptionalLong.empty(),
                OptionalLong.empty(),
                AdviceFacts.DeviceKind.CPU,
                4L << 30);
        return new StudyAdvice.Answer(
                facts, Optional.empty(), OptionalLong.empty(), Advisor.advise(facts, 4096, Optional.empty()));
    }

    @Test
    void whatIsAdvisedStandsUnderItsFieldsAndCanBeTakenOver() {
        queue.drain();
        AdviceNote ranks =
                setup.advice().noteProperty(AdviceViewModel.Part.RANKS).get();
        assertEquals("Advised: 8 to 16, tried from 4 to 32", ranks.text());
        assertFalse(ranks.followed());
        setup.advice().use(AdviceViewModel.Part.RANKS);
        assertEquals("4, 8, 16, 32", setup.form().ranks.text());
        assertTrue(setup.advice().noteProperty(AdviceViewModel.Part.RANKS).get().followed());

        setup.form().dropout.textProperty().set("0.2");
        assertEquals(
                "Advised: all linear, alpha 2r, dropout 0",
                setup.advice().noteProperty(AdviceViewModel.Part.ADAPTER).get().text());
        setup.advice().use(AdviceViewModel.Part.ADAPTER);
        setup.advice().use(AdviceViewModel.Part.RATE);
        queue.drain();
        StudySpec spec = setup.specProperty().get().orElseThrow();
        assertTrue(spec.trial().adapter().targetModules().isAllLinear());
        assertEquals(0.0, spec.trial().adapter().loraDropout());
        assertEquals(StudySpec.RateChoice.TUNE, spec.learningRate());
        assertEquals(2e-4, spec.firstLearningRate());
        assertTrue(setup.advice().noteProperty(AdviceViewModel.Part.RATE).get().followed());
        assertTrue(setup.cost().messageProperty().get().text().startsWith("about 6 cells"));
    }

    @Test
    void anotherPurposeIsAdvisedAnew() {
        queue.drain();
        assertEquals(
                "for instructions, tone, style (guessed)",
                setup.advice().purposeProperty().get());
        setup.form().purpose.set(PurposeChoice.named("code"));
        queue.drain();
        assertEquals("for code", setup.advice().purposeProperty().get());
        AdviceNote ranks =
                setup.advice().noteProperty(AdviceViewModel.Part.RANKS).get();
        assertEquals("Advised: 32 to 64, tried from 16 to 128", ranks.text());
        assertTrue(ranks.lines().get(0).source().contains("Biderman"));
        assertEquals("code", setup.choices().purpose(), "what was chosen is remembered");
    }

    @Test
    void theEffectOfAlphaIsSaidForTheRanksThatAreTried() {
        setup.form().ranks.textProperty().set("4, 64");
        setup.form().alpha.textProperty().set("16");
        assertEquals(
                "Update times 16/r, 4 at rank 4 and 0.25 at rank 64: each direction counts for less at a larger rank,"
                        + " which learns more slowly.",
                setup.form().alpha.messageProperty().get().text());
        setup.form().alpha.textProperty().set("8√r");
        assertEquals(
                "Update times 8/√r, 4 at rank 4 and 1 at rank 64: large ranks learn as fast as small ones (rsLoRA).",
                setup.form().alpha.messageProperty().get().text());
    }

    @Test
    void aSearchOverASpaceTakesItsRangeAndItsBudgetFromTheFields() {
        setup.form().strategy.set(StudySpec.Strategy.BAYESIAN);
        setup.form().learningRates.textProperty().set("1e-3, 1e-4, 1e-2");
        setup.form().trials.textProperty().set("12");
        queue.drain();
        StudySpec spec = setup.specProperty().get().orElseThrow();
        assertEquals(StudySpec.Strategy.BAYESIAN, spec.strategy());
        assertEquals(List.of(1e-4, 1e-2), spec.searchSpace().learningRate());
        assertEquals(12, spec.budget().trials());
        StudySpecFile.check(spec, Path.of("this study"));
        setup.show(spec);
        queue.drain();
        assertEquals(spec, setup.specProperty().get().orElseThrow());
    }

    @Test
    void whatASearchHasWithoutAFieldIsKeptAndSaid() {
        StudySpec.SearchSpace space =
                new StudySpec.SearchSpace(List.of(1e-4, 1e-2), List.of(1.0, 2.0), null, List.of(0.0, 0.1), null);
        setup.show(BUNDLED_STUDY
                .with()
                .strategy(StudySpec.Strategy.BAYESIAN)
                .methods(List.of(AdapterConfig.Method.LORA, AdapterConfig.Method.RSLORA))
                .capacities(Map.of(AdapterConfig.Method.RSLORA, List.of(4, 64)))
                .learningRate(null)
                .budget(new StudySpec.Budget(9, 30.0))
                .searchSpace(space)
                .pruning(false)
                .build());
        setup.form().steps.textProperty().set("77");
        queue.drain();
        StudySpec spec = setup.specProperty().get().orElseThrow();
        assertEquals(space, spec.searchSpace());
        assertEquals(new StudySpec.Budget(9, 30.0), spec.budget());
        assertEquals(2, spec.methods().size());
        assertEquals(List.of(4, 64), spec.tried().get(AdapterConfig.Method.RSLORA));
        assertEquals(false, spec.pruning());
        String kept = setup.keptProperty().get();
        for (String part : List.of(
                "rsLoRA at 4, 64",
                "at most 30 minutes",
                "alpha / r from 1, 2",
                "dropout from 0, 0.1",
                "no rate is stopped early")) {
            assertTrue(kept.contains(part), kept);
        }
        setup.form().strategy.set(StudySpec.Strategy.GRID);
        queue.drain();
        assertFalse(setup.keptProperty().get().contains("alpha / r from"), "a grid varies no alpha");
    }

    @Test
    void modulesThatAreTrainedBesideTheAdapterAreKeptAndSaid() {
        AdapterConfig old = BUNDLED_STUDY.trial().adapter();
        TrialSpec trial = BUNDLED_STUDY.trial();
        AdapterConfig withHead = AdapterConfigBuilder.builder(old)
                .modulesToSave(List.of("lm_head"))
                .build();
        setup.show(BUNDLED_STUDY.withTrial(trial.withCell(withHead, 2e-3, 0)));
        queue.drain();
        assertEquals(
                List.of("lm_head"),
                setup.specProperty().get().orElseThrow().trial().adapter().modulesToSave());
        assertTrue(setup.keptProperty().get().contains("lm_head trained beside"));
    }

    @Test
    void whatTheRatesMeanFollowsTheStrategy() {
        setup.form().learningRates.textProperty().set("1e-3, 1e-2");
        assertTrue(ratesNote().contains("its own best of 2"), ratesNote());
        setup.form().strategy.set(StudySpec.Strategy.BAYESIAN);
        assertTrue(ratesNote().startsWith("Drawn from"), ratesNote());
        setup.form().learningRates.textProperty().set("tune");
        assertTrue(ratesNote().startsWith("Drawn from a decade"), ratesNote());
    }

    private String ratesNote() {
        return setup.form().learningRates.messageProperty().get().text();
    }

    @Test
    void aTunedStudyThatIsShownComesBackTheSame() {
        for (StudySpec.Strategy strategy : List.of(StudySpec.Strategy.GRID, StudySpec.Strategy.LADDER)) {
            StudySpec study = BUNDLED_STUDY
                    .with()
                    .strategy(strategy)
                    .learningRate(StudySpec.RateChoice.TUNE)
                    .firstLearningRate(3e-3)
                    .budget(new StudySpec.Budget(null, 5.0))
                    .pruning(null)
                    .build();
            setup.show(study);
            queue.drain();
            assertEquals("tune from 3e-3", setup.form().learningRates.text());
            assertEquals(
                    study.firstLearningRate(),
                    setup.specProperty().get().orElseThrow().firstLearningRate());
            assertEquals(
                    study.budget(), setup.specProperty().get().orElseThrow().budget());
            assertEquals(strategy, setup.specProperty().get().orElseThrow().strategy());
        }
    }

    @Test
    void dropoutAndRecomputationGoIntoTheStudy() {
        setup.form().dropout.textProperty().set("0.05");
        setup.form().gradientCheckpointing.set(true);
        queue.drain();
        StudySpec spec = setup.specProperty().get().orElseThrow();
        assertEquals(0.05, spec.trial().adapter().loraDropout());
        assertTrue(spec.trial().gradientCheckpointing());
        setup.form().dropout.textProperty().set("1");
        queue.drain();
        assertTrue(setup.form().dropout.messageProperty().get().isError());
        assertEquals(Optional.empty(), setup.specProperty().get());
    }

    @Test
    void methodsThatAreTickedAreSweptInTheirOrderAndTheLastStays() {
        setup.methods().choose(Method.FULL, true);
        setup.methods().choose(Method.DORA, true);
        queue.drain();
        StudySpec spec = setup.specProperty().get().orElseThrow();
        assertEquals(List.of(Method.LORA, Method.DORA, Method.FULL), spec.methods());
        assertEquals(Method.LORA, spec.trial().adapter().method());
        setup.methods().choose(Method.LORA, false);
        setup.methods().choose(Method.DORA, false);
        queue.drain();
        assertEquals(
                List.of(Method.FULL), setup.specProperty().get().orElseThrow().methods());
        setup.methods().choose(Method.FULL, false);
        queue.drain();
        assertEquals(
                List.of(Method.LORA), setup.specProperty().get().orElseThrow().methods());
        assertEquals(List.of(Method.LORA), setup.choices().methods());
    }

    @Test
    void aMethodThatCantBeUsedSaysWhyAndKeepsTheStudyFromRunning() {
        queue.drain();
        assertEquals(
                Map.of(Method.BITFIT, "This model has no biases."),
                setup.methods().obstaclesProperty().get());
        setup.methods().choose(Method.BITFIT, true);
        queue.drain();
        assertEquals(
                "BitFit can't be used here. This model has no biases.",
                setup.methods().messageProperty().get().text());
        assertEquals(Optional.empty(), setup.specProperty().get());
        setup.methods().choose(Method.BITFIT, false);
        queue.drain();
        assertTrue(setup.specProperty().get().isPresent());
    }

    @Test
    void thePrecisionOfTheBaseGoesIntoTheTrial() {
        setup.form().precision.set(Precision.NF4);
        queue.drain();
        assertEquals(
                Precision.NF4, setup.specProperty().get().orElseThrow().trial().precision());
        assertEquals(Precision.NF4, setup.choices().precision());
    }

    @Test
    void theStartOfTheFactorsGoesIntoTheAdapter() {
        setup.form().initialFactors.set(InitialFactors.PISSA);
        queue.drain();
        assertEquals(
                InitialFactors.PISSA,
                setup.specProperty().get().orElseThrow().trial().adapter().initLoraWeights());
    }

    private SetupViewModel on(DeviceFacts devices) {
        SetupViewModel own = setup(Runnable::run, devices);
        settle();
        return own;
    }

    private static void choose(SetupViewModel own, String id) {
        own.form().device.set(new DeviceChoices(own.device().choices()).find(id).orElseThrow());
    }

    private static TrialSpec trial(SetupViewModel own) {
        return own.specProperty().get().orElseThrow().trial();
    }

    @Test
    void withoutAnythingOfNvidiaThereIsOnlyTheProcessor() {
        queue.drain();
        DeviceViewModel device = setup.device();
        assertEquals(
                List.of("CPU"),
                device.choices().stream().map(DeviceChoice::toString).toList());
        assertEquals("CPU", setup.form().device.get().toString());
        assertEquals("cpu", trial(setup).device(), "as the study names it");
        assertFalse(device.precisions().contains(Precision.TF32));
        assertEquals(FieldMessage.NONE, device.cudaMessageProperty().get());
        assertFalse(device.asksForFolderProperty().get());
        assertEquals(
                "AMD Ryzen 7 7700X, 8 cores, 23.4 GiB",
                device.deviceMessageProperty().get().text());
    }

    @Test
    void precisionsAreThoseOfTheDevice() {
        SetupViewModel own = on(FixedDevices.GPUS);
        choose(own, "cuda");
        assertEquals("cuda", trial(own).device(), "every GPU that is like the first");
        choose(own, "cuda:0");
        assertEquals(List.of(Precision.values()), own.device().precisions());
        choose(own, "cuda:1");
        assertEquals(
                List.of(Precision.FP32, Precision.FP16, Precision.NF4, Precision.INT4),
                own.device().precisions());
        assertEquals("cuda:1", trial(own).device());
    }

    @Test
    void whatTheDeviceCannotComputeInIsSaidAtTheFieldAndNothingRuns() {
        SetupViewModel own = on(FixedDevices.GPUS);
        choose(own, "auto");
        own.form().precision.set(Precision.TF32);
        settle();
        assertEquals(Precision.TF32, trial(own).precision());
        choose(own, "cpu");
        settle();
        assertEquals(
                "TF32 needs an NVIDIA GPU; choose float32.",
                own.device().precisionMessageProperty().get().text());
        assertEquals(Optional.empty(), own.specProperty().get());
        own.form().precision.set(Precision.BF16);
        settle();
        assertEquals(
                "Computed in float32 and rounded: the losses of a GPU, not its speed.",
                own.device().precisionMessageProperty().get().text());
        assertEquals(Precision.BF16, trial(own).precision());
    }

    @Test
    void aStudyFromAnotherMachineKeepsItsDeviceUntilAnotherIsChosen() {
        StudySpec study = BUNDLED_STUDY.withTrial(
                BUNDLED_STUDY.trial().with().device("cuda:1").build());
        setup.show(study);
        settle();
        assertEquals(
                "The device 'cuda:1' isn't on this machine; choose another.",
                setup.device().deviceMessageProperty().get().text());
        assertEquals(Optional.empty(), setup.specProperty().get());
        choose(setup, "auto");
        settle();
        assertEquals("auto", trial(setup).device());
    }

    @Test
    void theWindowDoesNotWaitForTheDevices() {
        SetupViewModel own = setup(waiting::add, FixedDevices.GPUS);
        assertEquals(FieldMessage.CHECKING, own.device().deviceMessageProperty().get());
        assertEquals("CPU", own.form().device.get().toString());
        while (!waiting.isEmpty()) {
            waiting.remove().run();
            settle();
        }
        assertEquals(4, own.device().choices().size());
        assertEquals("cpu", trial(own).device(), "what was chosen stays");
    }

    @Test
    void theCostIsAskedAnewWhenAutomaticTurnsOutToBeAGpu() {
        SetupViewModel own = on(FixedDevices.NO_LIBRARIES);
        choose(own, "auto");
        settle();
        long before = asked.stream().filter("cost auto"::equals).count();
        own.device().folderProperty().set(System.getProperty("java.io.tmpdir"));
        own.device().keepFolder();
        settle();
        assertTrue(own.form().device.get().cuda());
        assertEquals(before + 1, asked.stream().filter("cost auto"::equals).count());
    }

    @Test
    void whereCudasLibrariesAreMissingTheirFolderCanBeNamed() {
        DeviceViewModel device = on(FixedDevices.NO_LIBRARIES).device();
        assertTrue(device.cudaMessageProperty()
                .get()
                .text()
                .matches("CUDA can't be used: libcublasLt.so.12.* or name the folder below\\."));
        FieldMessage obstacle = device.cudaMessageProperty().get();
        assertTrue(device.asksForFolderProperty().get());
        device.folderProperty().set("/no/such/folder");
        device.keepFolder();
        settle();
        assertEquals(
                FieldMessage.error("/no/such/folder is no folder; expected the one of CUDA 12's libraries."),
                device.folderMessageProperty().get());
        assertEquals(obstacle, device.cudaMessageProperty().get(), "what is missing is still to be read");
        device.folderProperty().set("");
        device.keepFolder();
        assertEquals(FieldMessage.NONE, device.folderMessageProperty().get());
        device.folderProperty().set(System.getProperty("java.io.tmpdir"));
        device.keepFolder();
        settle();
        assertEquals(FieldMessage.NONE, device.cudaMessageProperty().get());
        assertTrue(device.asksForFolderProperty().get(), "it can be taken back");
        assertEquals(4, device.choices().size());
    }

    @Test
    void whatSurprisesInTheMemoryStandsAtTheCost() {
        costNotes = List.of("QLoRA takes more memory than LoRA here.");
        setup.methods().choose(Method.QLORA, true);
        settle();
        assertEquals(costNotes, setup.cost().notesProperty().getValue());
        costNotes = List.of();
        setup.methods().choose(Method.QLORA, false);
        settle();
        assertEquals(List.of(), setup.cost().notesProperty().getValue());
    }

    private CostEstimate cost(StudySpec spec) {
        asked.add("cost " + spec.trial().device());
        return new CostEstimate(
                6,
                spec.learningRate() == StudySpec.RateChoice.GIVEN,
                OptionalLong.of(90_000),
                OptionalLong.of(4L << 30),
                OptionalLong.of(2L << 30),
                Map.of(new Variant(Method.LORA, 8), new MemoryForecast(peakBytes, 0, 0, 0, 0, 0)),
                costNotes);
    }

    @Test
    void whatAProbeUnderstoodStandsUnderItsField() {
        queue.drain();
        assertEquals(
                "Llama, bundled:tiny-stories",
                setup.form().model.messageProperty().get().text());
        assertEquals("10 rows", setup.form().data.messageProperty().get().text());
        assertTrue(setup.specProperty().get().isPresent());
    }

    @Test
    void aBrokenModelIsSaidAtItsFieldAndNothingCanBeRun() {
        setup.form().model.textProperty().set("/tmp/broken");
        queue.drain();
        assertTrue(setup.form().model.messageProperty().get().isError());
        assertEquals(
                "/tmp/broken: no config.json is here.",
                setup.form().model.messageProperty().get().text());
        assertEquals(Optional.empty(), setup.specProperty().get());
    }

    @Test
    void onlyTheNewestAnswerIsShown() {
        SetupViewModel late = setup(waiting::add);
        late.form().model.textProperty().set("/tmp/broken");
        late.form().model.textProperty().set("/tmp/good");
        List<Runnable> backwards = new ArrayList<>(waiting);
        for (int i = backwards.size() - 1; i >= 0; i--) {
            backwards.get(i).run();
        }
        queue.drain();
        assertEquals(
                "Llama, /tmp/good", late.form().model.messageProperty().get().text());
        assertFalse(asked.contains("/tmp/broken"));
    }

    @Test
    void aRankAboveTheModulesIsSaidAtTheRanks() {
        setup.form().ranks.textProperty().set("8, 128");
        queue.drain();
        assertTrue(setup.form().ranks.messageProperty().get().text().startsWith("Rank 128 is more than"));
        assertEquals(List.of(8, 128), setup.specProperty().get().orElseThrow().ranks());
        setup.form().ranks.textProperty().set("8, 64");
        queue.drain();
        assertEquals(List.of(8, 64), setup.specProperty().get().orElseThrow().ranks());
    }

    @Test
    void theSliderPutsPowersOfTwoIntoTheList() {
        setup.setRankRange(1, 4);
        assertEquals("2, 4, 8, 16", setup.form().ranks.text());
        setup.removeRank(8);
        assertEquals("2, 4, 16", setup.form().ranks.text());
        setup.extendRanks(2);
        assertEquals("2, 4, 16, 32, 64", setup.form().ranks.text());
    }

    @Test
    void aStudyThatIsShownComesBackTheSame() {
        StudySpec study = SyntheticStudy.spec(List.of(3, 6), List.of(1.25e-4, 1e-3), List.of(4L, 9L), 77);
        setup.show(study);
        queue.drain();
        StudySpec back = setup.specProperty().get().orElseThrow();
        assertEquals(study.ranks(), back.ranks());
        assertEquals(study.learningRates(), back.learningRates());
        assertEquals(study.seeds(), back.seeds());
        assertEquals(study.trial().steps(), back.trial().steps());
        assertEquals(study.trial().optimizer(), back.trial().optimizer());
        assertEquals(study, back);
    }

    @Test
    void theCostStandsInOneLineAndTooMuchMemoryIsAnError() {
        queue.drain();
        assertEquals(
                "6 cells · about 90 s · 1.00 GiB of 2.00 GiB free",
                setup.cost().messageProperty().get().text());
        peakBytes = 3L << 30;
        setup.form().steps.textProperty().set("50");
        queue.drain();
        FieldMessage doubtful = setup.cost().messageProperty().get();
        assertEquals(FieldMessage.Kind.WARNING, doubtful.kind());
        assertTrue(doubtful.text().contains("Every rank needs more than is free. Lower batch"), doubtful.text());
        assertEquals(
                List.of(new Variant(Method.LORA, 8)),
                setup.cost().estimateProperty().get().orElseThrow().unfit());
        peakBytes = 5L << 30;
        setup.form().steps.textProperty().set("51");
        queue.drain();
        assertTrue(setup.cost().messageProperty().get().isError());
    }

    @Test
    void whatIsTypedIsRemembered() {
        setup.form().steps.textProperty().set("not a number");
        SetupChoices choices = setup.choices();
        assertEquals("not a number", choices.steps());
        assertEquals("Tiny stories", choices.model());
    }

    @Test
    void hiddenSettingsOfABundledStudyGoWithItsModelAndData() {
        queue.drain();
        assertEquals(
                BUNDLED_STUDY.trial().seed(),
                setup.specProperty().get().orElseThrow().trial().seed());
        assertTrue(setup.form().template().isPresent());
        setup.form().model.textProperty().set("/tmp/good");
        assertTrue(setup.form().template().isEmpty());
    }
}
