package org.rankscope.ui.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rankscope.data.DataSpec;
import org.rankscope.insight.AdapterSpectrum;
import org.rankscope.insight.Cost;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictEngine;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecBuilder;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.MetricLine;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpecBuilder;

/**
 * Numbers as a study would give them: loss falls with the step, more so at larger ranks up to {@code bend}.
 *
 * @param bend rank beyond which more rank does not help
 * @param gain how much the loss at rank 1 lies above the loss at {@code bend}, nats per token
 * @param noise standard deviation between seeds, nats per token
 */
public record SyntheticStudy(Verdict.Kind kind, int bend, double gain, double noise) {
    private static final double BASE_LOSS = 3.12;
    private static final double BEST_LOSS = 2.146;
    private static final long PARAMETERS_A_RANK = 5_120;
    private static final int LAYERS = 5;
    private static final int ITEMS = 60;
    private static final double ITEM_NOISE = 0.03;

    public static SyntheticStudy choose() {
        return new SyntheticStudy(Verdict.Kind.CHOOSE, 8, 0.26, 0.006);
    }

    public static StudySpec spec(List<Integer> ranks, List<Double> rates, List<Long> seeds, int steps) {
        return StudySpecBuilder.builder()
                .trial(TrialSpecBuilder.builder()
                        .model("bundled:tiny-stories")
                        .task(Task.CAUSAL_LM)
                        .data(DataSpec.of("bundled:support-messages"))
                        .adapter(AdapterConfig.lora(8, 16, List.of("q_proj", "v_proj")))
                        .batchSize(8)
                        .sequenceLength(64)
                        .steps(steps)
                        .evalEvery(Math.max(1, steps / 20))
                        .seed(0L)
                        .device("cpu")
                        .precision(null)
                        .build())
                .ranks(ranks)
                .learningRates(rates)
                .seeds(seeds)
                .build();
    }

    /** The cells of {@code spec}, all waiting. */
    public static List<Trial> trials(StudySpec spec) {
        List<Trial> trials = new ArrayList<>();
        for (double rate : spec.learningRates()) {
            for (long seed : spec.seeds()) {
                spec.tried()
                        .forEach((method, capacities) -> capacities.forEach(capacity -> trials.add(new Trial(
                                (method == Method.LORA ? "" : method.json() + "-") + "r" + capacity + "-lr" + rate
                                        + "-s" + seed,
                                TrialState.WAITING,
                                spec.trial().withCell(spec.adapter(method, capacity), rate, seed),
                                null,
                                null))));
            }
        }
        return trials;
    }

    public long parameters(Trial trial) {
        return switch (trial.method()) {
            case LORA, RSLORA, QLORA, DYLORA -> PARAMETERS_A_RANK * trial.rank();
            case DORA -> PARAMETERS_A_RANK * trial.rank() + 1_280;
            case ADALORA -> PARAMETERS_A_RANK * trial.rank() * 3 / 2;
            case IA3 -> 1_920;
            case BOTTLENECK -> 2_580L * trial.rank() + 1_280;
            case PREFIX_TUNING -> 1_280L * trial.rank();
            case PROMPT_TUNING -> 128L * trial.rank();
            case BITFIT -> 2_304;
            case FULL -> 1_055_104;
        };
    }

    /** How much better or worse than LoRA a method is here, nats per token. */
    private static double advantage(Method method) {
        return switch (method) {
            case LORA, QLORA -> 0;
            case RSLORA -> -0.004;
            case DORA -> -0.011;
            case ADALORA -> -0.007;
            case DYLORA -> 0.031;
            case BOTTLENECK -> 0.012;
            case PREFIX_TUNING -> 0.06;
            case PROMPT_TUNING -> 0.21;
            case IA3 -> 0.17;
            case BITFIT -> 0.13;
            case FULL -> -0.033;
        };
    }

    /** The journal of {@code trial}. */
    public List<MetricLine> metrics(Trial trial) {
        Random random = new Random(31 * trial.seed() + size(trial));
        double end = finalLoss(trial);
        int steps = trial.spec().steps();
        List<MetricLine> lines = new ArrayList<>();
        lines.add(MetricLine.evaluation(0, BASE_LOSS, 4096, List.of(), 0));
        for (int step = 1; step <= steps; step++) {
            double fall = Math.exp(-4.5 * step / steps);
            double loss = end + (BASE_LOSS - end) * fall;
            lines.add(MetricLine.train(
                    step, loss - 0.03 + 0.05 * random.nextGaussian(), trial.learningRate(), 0.4, step * 20L));
            if (step % trial.spec().evalEvery() == 0 || step == steps) {
                double evaluated = step == steps ? end : loss;
                lines.add(new MetricLine(
                        step,
                        null,
                        null,
                        null,
                        step * 20L,
                        evaluated,
                        4096L,
                        List.of(),
                        null,
                        null,
                        trial.method() == Method.ADALORA ? kept(trial) : null));
            }
        }
        return lines;
    }

    /** Later blocks and values keep more; the average is the rank. */
    public static Map<String, Integer> kept(Trial trial) {
        Map<String, Integer> kept = new LinkedHashMap<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            int more = Math.round((layer - LAYERS / 2) * trial.rank() / 5f);
            int values = Math.round(trial.rank() / 4f);
            kept.put("model.layers." + layer + ".self_attn.q_proj", Math.max(0, trial.rank() + more - values));
            kept.put("model.layers." + layer + ".self_attn.v_proj", trial.rank() + more + values);
        }
        return kept;
    }

    public TrialResult result(Trial trial) {
        double loss = finalLoss(trial);
        return new TrialResult(
                loss,
                loss,
                loss - 0.03,
                trial.spec().steps(),
                parameters(trial),
                parameters(trial) * 4 + 900,
                (412L << 20) + parameters(trial) * 40 - (trial.method() == Method.QLORA ? 60L << 20 : 0),
                7_400 + 400L * trial.method().ordinal() + trial.rank() * 35L,
                Map.of("token_accuracy", 1 - loss / 4));
    }

    /** What the verdict over {@code finished} is made from. */
    public List<Observation> observations(List<Trial> finished) {
        return finished.stream()
                .map(trial -> new Observation(
                        trial.method().json(),
                        trial.rank(),
                        "",
                        trial.seed(),
                        trial.learningRate(),
                        trial.result().evalLoss(),
                        OptionalDouble.empty(),
                        items(trial),
                        false,
                        new Cost(
                                trial.result().trainableParameters(),
                                trial.result().adapterBytes(),
                                trial.result().peakMemoryBytes(),
                                trial.result().elapsedMillis()),
                        OptionalDouble.of(BASE_LOSS)))
                .toList();
    }

    /** Losses on evaluation items, as hard for every trial, whose mean is the trial's loss. */
    private List<Double> items(Trial trial) {
        Random own = new Random(31 * trial.seed() + 17L * trial.rank() + Double.hashCode(trial.learningRate()));
        Random shared = new Random(5);
        double[] offsets = IntStream.range(0, ITEMS)
                .mapToDouble(i -> 0.4 * shared.nextGaussian() + ITEM_NOISE * own.nextGaussian())
                .toArray();
        double mean = Arrays.stream(offsets).average().orElse(0);
        return Arrays.stream(offsets)
                .mapToObj(offset -> trial.result().evalLoss() + offset - mean)
                .toList();
    }

    /** What the program itself makes of {@code finished}, once there are two ranks. */
    public Optional<Verdict> judged(List<Trial> finished) {
        return finished.stream()
                                .filter(trial -> trial.method().hasTrainedRanks())
                                .map(Trial::rank)
                                .distinct()
                                .count()
                        < 2
                ? Optional.empty()
                : Optional.of(VerdictEngine.judge(observations(finished), VerdictOptions.DEFAULT));
    }

    /** The verdict over {@code finished}, once there are two ranks. */
    public Optional<Verdict> verdict(List<Trial> finished) {
        List<Integer> ranks =
                finished.stream().map(Trial::rank).distinct().sorted().toList();
        if (ranks.size() < 2) {
            return Optional.empty();
        }
        int largest = ranks.get(ranks.size() - 1);
        int rank =
                switch (kind) {
                    case FLAT -> ranks.get(0);
                    case EXTEND -> largest;
                    case CHOOSE, NOISY ->
                        ranks.stream().filter(one -> one >= bend).findFirst().orElse(largest);
                };
        Verdict.Kind now = kind == Verdict.Kind.CHOOSE && rank == largest ? Verdict.Kind.EXTEND : kind;
        String reason =
                switch (now) {
                    case CHOOSE ->
                        "Its loss is within 1 % of the best (r = " + largest
                                + ", 2.146) with a fraction of its parameters; "
                                + "the next smaller rank is measurably worse.";
                    case FLAT ->
                        "Every rank from " + ranks.get(0) + " to " + largest
                                + " comes within 1 % of the best, so the cheapest will do.";
                    case EXTEND ->
                        "The rule chose the largest rank that was tried and the curve still falls there; "
                                + "larger ranks may be better.";
                    case NOISY ->
                        "Ranks differ by 0.012 while seeds differ by 0.031; about 6 more seeds would settle it.";
                };
        List<String> warnings = now == Verdict.Kind.CHOOSE
                ? List.of()
                : now == Verdict.Kind.NOISY
                        ? List.of("The best learning rate of rank 8 is at the edge of its grid.")
                        : List.of();
        return Optional.of(new Verdict(
                now,
                rank,
                "smallest rank within 1 % of the best",
                "eval_loss",
                new Verdict.RankValue(largest, BEST_LOSS),
                0.007,
                List.of(),
                warnings,
                reason));
    }

    /** Singular values that fall off faster than the rank grows, larger in the last layers. */
    public AdapterSpectrum spectrum(Trial trial) {
        List<AdapterSpectrum.Module> modules = new ArrayList<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            for (String kind : List.of("q_proj", "v_proj")) {
                double used = 1 + layer * 0.9 + (kind.equals("v_proj") ? 1.5 : 0);
                List<Double> values = IntStream.range(0, trial.rank())
                        .mapToObj(i -> 2 * Math.exp(-i / used))
                        .toList();
                double sum = values.stream().mapToDouble(v -> v).sum();
                double entropy = values.stream()
                        .mapToDouble(v -> -v / sum * Math.log(v / sum))
                        .sum();
                modules.add(new AdapterSpectrum.Module(
                        "model.layers." + layer + ".self_attn." + kind,
                        layer,
                        kind,
                        trial.rank(),
                        values,
                        Math.exp(entropy),
                        Math.min(trial.rank(), (int) Math.ceil(used))));
            }
        }
        return new AdapterSpectrum(modules);
    }

    /** The adapter of the largest LoRA of {@code finished}, cut to each smaller rank: worse than what training there gives. */
    public List<Preview> previews(List<Trial> finished) {
        return Stream.concat(cut(finished).stream(), scan(finished).stream()).toList();
    }

    /** A DyLoRA's loss at each rank up to its own. */
    private static Optional<Preview> scan(List<Trial> finished) {
        return finished.stream()
                .filter(trial -> trial.method() == Method.DYLORA)
                .findFirst()
                .map(trial -> new Preview(
                        trial.id(),
                        trial.rank(),
                        "eval_loss",
                        Preview.How.DYLORA,
                        IntStream.iterate(1, rank -> rank <= trial.rank(), rank -> rank * 2)
                                .mapToObj(rank -> new Verdict.RankValue(
                                        rank,
                                        trial.result().evalLoss()
                                                + 0.09 * Math.log(trial.rank() / (double) rank) / Math.log(32)))
                                .toList()));
    }

    private static Optional<Preview> cut(List<Trial> finished) {
        List<Trial> plain =
                finished.stream().filter(trial -> trial.method() == Method.LORA).toList();
        return plain.stream()
                .max(Comparator.comparingInt(Trial::rank))
                .map(largest -> new Preview(
                        largest.id(),
                        largest.rank(),
                        "eval_loss",
                        Preview.How.SVD,
                        plain.stream()
                                .map(Trial::rank)
                                .distinct()
                                .sorted()
                                .map(rank -> new Verdict.RankValue(
                                        rank,
                                        largest.result().evalLoss()
                                                + 0.16 * Math.log(largest.rank() / (double) rank) / Math.log(32)))
                                .toList()));
    }

    /** Without a capacity methods are as if they were large. */
    private static int size(Trial trial) {
        return trial.rank() == 0 ? 32 : trial.rank();
    }

    private double finalLoss(Trial trial) {
        double short_ = Math.max(0, Math.log((double) bend / size(trial)) / Math.log(Math.max(2, bend)));
        double tail = 0.012 * Math.exp(-size(trial) / (double) bend);
        double rate = Math.abs(Math.log10(trial.learningRate() / 3e-3));
        Random random = new Random(7_919 * trial.seed() + 104_729L * size(trial));
        return advantage(trial.method())
                + BEST_LOSS
                + gain * Math.pow(short_, 1.4)
                + tail
                + 0.06 * rate * rate
                + noise * random.nextGaussian();
    }
}
