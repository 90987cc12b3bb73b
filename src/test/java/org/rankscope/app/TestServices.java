package org.rankscope.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.rankscope.data.DataSpec;
import org.rankscope.insight.advice.AdviceFacts;
import org.rankscope.insight.advice.Advisor;
import org.rankscope.insight.advice.ModelFamily;
import org.rankscope.insight.advice.Purpose;
import org.rankscope.insight.advice.RankCost;
import org.rankscope.io.RequestException;
import org.rankscope.model.Task;
import org.rankscope.study.StudyAdvice;
import org.rankscope.study.StudySpec;
import org.rankscope.ui.setup.AdapterFacts;
import org.rankscope.ui.setup.BundledChoice;
import org.rankscope.ui.setup.DeviceChoice;
import org.rankscope.ui.setup.SetupChoices;
import org.rankscope.ui.setup.TargetPreset;
import org.rankscope.ui.study.CostEstimate;
import org.rankscope.ui.study.MemoryForecast;
import org.rankscope.ui.study.StudyService;

/** Services of a machine on which everything is known, for the window's tests. */
public final class TestServices {
    public static final String NO_SUCH_MODEL =
            ": no such directory; choose a folder with config.json, model.safetensors " + "and tokenizer.json.";

    private TestServices() {}

    public static WindowServices with(StudyService studies, Path folder, SetupChoices choices) {
        return with(studies, folder, choices, 20L << 30);
    }

    /** Likewise, on a machine with so much free memory. */
    public static WindowServices with(StudyService studies, Path folder, SetupChoices choices, long freeBytes) {
        AtomicInteger count = new AtomicInteger();
        return new WindowServices(
                studies,
                TestServices::model,
                (data, model, batchSize, sequenceLength) ->
                        "4,812 rows · 10 % held out · longest 212 tokens, 2 % cut at " + sequenceLength,
                (model, adapter) -> new AdapterFacts("10 modules in 5 layers · 5,120 parameters a rank", 256),
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
                List.of(
                        new DeviceChoice("auto", "Automatic", "CPU, 2 cores; no CUDA device was found"),
                        new DeviceChoice("cpu", "CPU", "2 cores, 23 GiB")),
                spec -> folder.resolve("study-" + count.incrementAndGet()),
                choices,
                () -> "CPU, 2 cores · 3.1 of 23.4 GiB in use",
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
                "text",
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
                false);
    }

    private static String model(String model) {
        if (!model.startsWith("bundled:") && !Files.isDirectory(Path.of(model))) {
            throw new RequestException(model + NO_SUCH_MODEL);
        }
        return "Llama · 5 layers · 1,049,728 parameters · float32";
    }

    private static StudyAdvice.Answer advise(String model, Optional<DataSpec> data, Optional<Purpose> purpose) {
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
                Optional.of(Task.CAUSAL_LM),
                OptionalLong.of(256),
                Advisor.advise(
                        facts,
                        256,
                        Optional.of(new RankCost(4, 20_480, 372L << 20, 32, 163_840, 375L << 20, "8 x 64"))));
    }

    private static CostEstimate cost(StudySpec spec, long freeBytes) {
        Map<Integer, MemoryForecast> memory = new TreeMap<>();
        for (int rank : spec.ranks()) {
            long adapter = 4L * 5_120 * rank;
            memory.put(rank, new MemoryForecast(5L << 20, adapter, adapter, 2 * adapter, 190L << 20, 160L << 20));
        }
        int cells =
                spec.ranks().size() * spec.learningRates().size() * spec.seeds().size();
        return new CostEstimate(
                cells,
                spec.learningRate() == StudySpec.RateChoice.GIVEN,
                OptionalLong.of(cells * spec.steps() * 38L),
                OptionalLong.of(23L << 30),
                OptionalLong.of(freeBytes),
                memory);
    }
}
