package org.rankscope.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.rankscope.data.Columns;
import org.rankscope.data.DataReport;
import org.rankscope.data.DataSpec;
import org.rankscope.insight.advice.AdviceFacts;
import org.rankscope.insight.advice.Advisor;
import org.rankscope.insight.advice.ModelFamily;
import org.rankscope.insight.advice.Purpose;
import org.rankscope.insight.advice.RankCost;
import org.rankscope.io.RequestException;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AttentionModules;
import org.rankscope.study.StudyAdvice;
import org.rankscope.study.StudySpec;
import org.rankscope.study.TaskGuess;
import org.rankscope.ui.report.DataFindings;
import org.rankscope.ui.setup.AdapterFacts;
import org.rankscope.ui.setup.BundledChoice;
import org.rankscope.ui.setup.DataFacts;
import org.rankscope.ui.setup.DeviceProbe;
import org.rankscope.ui.setup.FixedDevices;
import org.rankscope.ui.setup.ModelFacts;
import org.rankscope.ui.setup.SetupChoices;
import org.rankscope.ui.setup.TargetPreset;
import org.rankscope.ui.study.CostEstimate;
import org.rankscope.ui.study.MemoryForecast;
import org.rankscope.ui.study.StudyService;
import org.rankscope.ui.study.Variant;

/** Services of a machine on which everything is known, for the window's tests. */
public final class TestServices {
    public static final String NO_SUCH_MODEL =
            ": no such directory; choose a folder with config.json, model.safetensors " + "and tokenizer.json.";

    public static final String NO_BIASES = "This model has no biases; choose IA3, which trains as little.";

    private static final String WITH_BIASES = "bundled:micro";

    private TestServices() {}

    public static WindowServices with(StudyService studies, Path folder, SetupChoices choices) {
        return with(studies, folder, choices, 20L << 30);
    }

    /** Likewise, on a machine with so much free memory. */
    public static WindowServices with(StudyService studies, Path folder, SetupChoices choices, long freeBytes) {
        return with(studies, folder, choices, freeBytes, new FixedDevices(FixedDevices.PROCESSOR));
    }

    /** Likewise, with such devices. */
    public static WindowServices with(
            StudyService studies, Path folder, SetupChoices choices, long freeBytes, DeviceProbe devices) {
        AtomicInteger count = new AtomicInteger();
        return new WindowServices(
                studies,
                TestServices::model,
                (model, data, chosen) -> task(data, chosen),
                (data, model, task, batchSize, sequenceLength) -> new DataFacts(
                        "4,812 rows · 10 % held out · longest 212 tokens, 2 % cut at " + sequenceLength,
                        task == Task.CAUSAL_LM
                                ? List.of()
                                : List.of("A new head is asked for: classifier starts from random values.")),
                TestServices::findings,
                (model, task, adapter) -> new AdapterFacts("10 modules in 5 layers · 5,120 parameters a rank", 256),
                (model, task, adapter, precision) ->
                        model.equals(WITH_BIASES) ? Map.of() : Map.of(Method.BITFIT, NO_BIASES),
                spec -> cost(spec, freeBytes),
                TestServices::advise,
                List.of(
                        new BundledChoice(
                                "bundled:tiny-stories", "Tiny stories", "Llama, 1 million parameters, made here"),
                        new BundledChoice(
                                "bundled:micro", "Micro", "Llama, 40 thousand parameters, for trying things")),
                List.of(
                        new BundledChoice(
                                "bundled:support-messages", "Support messages", "A change of domain and tone"),
                        new BundledChoice("bundled:planted-rank", "Planted rank", "The right answer is known: rank 4")),
                devices,
                spec -> folder.resolve("study-" + count.incrementAndGet()),
                choices,
                device -> "CPU, 2 cores · 3.1 of 23.4 GiB in use",
                () -> false,
                folder.resolve("window.json"));
    }

    public static SetupChoices demo() {
        return choices("1, 2, 4, 8, 16, 32", "3e-3", "1", "200");
    }

    public static SetupChoices choices(String ranks, String rates, String seeds, String steps) {
        return new SetupChoices(
                "Tiny stories",
                "Support messages",
                "10",
                ranks,
                TargetPreset.QUERY_VALUE,
                "q_proj, v_proj",
                "2r",
                "0",
                rates,
                steps,
                "10",
                "8",
                "64",
                seeds,
                "constant",
                "auto",
                "auto",
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Data in tables have columns for classes of texts; of everything else the next tokens are learnt. */
    private static TaskGuess.Answer task(Optional<DataSpec> data, Optional<Task> chosen) {
        boolean table = data.filter(spec -> spec.train().endsWith(".csv")).isPresent();
        Task guessed = table ? Task.SEQUENCE_CLASSIFICATION : Task.CAUSAL_LM;
        Columns read = new Columns("body", null, null, null, null, "topic", null, null, null, null, null);
        return new TaskGuess.Answer(
                List.of(Task.CAUSAL_LM, Task.SEQUENCE_CLASSIFICATION),
                guessed,
                TaskGuess.Reason.DATA,
                table ? List.of("id", "body", "topic", "title") : List.of(),
                table && chosen.orElse(guessed) == Task.SEQUENCE_CLASSIFICATION ? Optional.of(read) : Optional.empty());
    }

    private static DataFindings findings(StudySpec spec) {
        return new DataFindings(
                new DataReport(
                        new DataReport.Rows(4_330, 482, 256),
                        List.of(new DataReport.Skipped("data.csv", "the label is missing", 3, List.of(7L, 90L, 412L))),
                        12,
                        0,
                        List.of("text: column 'body', the longest texts", "label: column 'topic', by its name"),
                        new DataReport.LengthReport(
                                41,
                                38,
                                120,
                                212,
                                22,
                                new int[] {900, 1400, 1100, 600, 300, 200, 120, 90, 60, 42},
                                0.21),
                        Map.of("billing", 2_000L, "delivery", 1_500L, "returns", 1_312L),
                        4_330,
                        true,
                        List.of(new DataReport.Example("where is my parcel »delivery«", null))),
                spec.trial().task(),
                spec.trial().sequenceLength(),
                new TreeMap<>(Map.of(1, 5_120L, 8, 40_960L)),
                List.of());
    }

    private static ModelFacts model(String model) {
        if (!model.startsWith("bundled:") && !Files.isDirectory(Path.of(model))) {
            throw new RequestException(model + NO_SUCH_MODEL);
        }
        return new ModelFacts(
                "Llama · 5 layers · 1,049,728 parameters · float32",
                new AttentionModules(List.of("q_proj", "v_proj"), List.of("q_proj", "k_proj", "v_proj", "o_proj")));
    }

    private static StudyAdvice.Answer advise(
            String model, Optional<DataSpec> data, Optional<Task> task, Optional<Purpose> purpose, String device) {
        AdviceFacts facts = new AdviceFacts(
                "llama",
                ModelFamily.DECODER,
                1_049_728,
                32,
                purpose.orElse(Purpose.INSTRUCTION),
                OptionalLong.of(4_330),
                OptionalLong.of(400_000),
                OptionalLong.of(212),
                AdviceFacts.DeviceKind.CPU,
                23L << 30);
        return new StudyAdvice.Answer(
                facts,
                task,
                OptionalLong.of(256),
                Advisor.advise(
                        facts,
                        256,
                        Optional.of(new RankCost(4, 20_480, 372L << 20, 32, 163_840, 375L << 20, "8 x 64"))));
    }

    private static List<String> notes(StudySpec spec) {
        List<String> notes = new ArrayList<>();
        if (spec.methods().contains(Method.QLORA)) {
            notes.add(
                    "QLoRA takes more memory than LoRA here (371 MiB, LoRA 355): its weights save 3.9 MiB, and what turns"
                            + " them back into numbers in each step takes more than that in a model so small.");
        }
        return notes;
    }

    static CostEstimate cost(StudySpec spec, long freeBytes) {
        Map<Variant, MemoryForecast> memory = new LinkedHashMap<>();
        spec.tried()
                .forEach((method, capacities) -> capacities.forEach(capacity -> {
                    long adapter = 4L * (method == Method.FULL ? 1_055_104 : 5_120 * Math.max(1, capacity));
                    memory.put(
                            new Variant(method, capacity),
                            new MemoryForecast(5L << 20, adapter, adapter, 2 * adapter, 190L << 20, 160L << 20));
                }));
        int cells = memory.size() * spec.learningRates().size() * spec.seeds().size();
        return new CostEstimate(
                cells,
                spec.learningRate() == StudySpec.RateChoice.GIVEN,
                OptionalLong.of(cells * spec.trial().steps() * 38L),
                OptionalLong.of(23L << 30),
                OptionalLong.of(freeBytes),
                memory,
                notes(spec));
    }
}
