package org.rankscope.study;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rankscope.insight.MemoryEstimate;
import org.rankscope.insight.TimeEstimate;
import org.rankscope.model.ModelGraph;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.ParameterCount;
import org.rankscope.search.SearchStrategy;

/**
 * What a study will take, rank by rank, before it is run.
 *
 * @param freeMemoryBytes what the device has free
 * @param cells trials of the study
 * @param exact whether it will be so many; where rates or ranks are searched it shows on the way
 * @param millis time of all of them, one after the other; null where no time was measured
 */
public record StudyEstimate(
        @JsonProperty("free_memory_bytes") long freeMemoryBytes,
        int cells,
        boolean exact,
        Long millis,
        List<Row> rows) {
    /** What helps where memory is short. */
    public static final String REMEDY = "a smaller batch_size, gradient_checkpointing or a shorter sequence_length";

    /**
     * One rank.
     *
     * @param fits whether the memory is free now
     * @param cellMillis time of one trial; null where no time was measured
     */
    public record Row(
            int rank,
            @JsonProperty("trainable_parameters") long trainableParameters,
            @JsonProperty("adapter_bytes") long adapterBytes,
            MemoryEstimate memory,
            boolean fits,
            @JsonProperty("cell_ms") Long cellMillis) {}

    public StudyEstimate {
        rows = List.copyOf(rows);
    }

    /**
     * The estimate for {@code spec}.
     *
     * @param model its weights are not asked for
     * @param teacher the adapter of the data's teacher, where they have one
     */
    public static StudyEstimate of(
            StudySpec spec,
            ModelGraph model,
            Optional<AdapterConfig> teacher,
            long freeMemoryBytes,
            Optional<TimeEstimate> time) {
        List<Row> rows = spec.ranks().stream()
                .map(rank -> row(spec, rank, model, teacher, freeMemoryBytes, time))
                .toList();
        SearchStrategy.Extent extent = new StudyPlan(spec).extent(List.of());
        Long millis = time.isEmpty()
                ? null
                : (Long) Math.round(extent.runs()
                        * rows.stream().mapToLong(Row::cellMillis).average().orElse(0));
        return new StudyEstimate(freeMemoryBytes, extent.runs(), extent.exact(), millis, rows);
    }

    private static Row row(
            StudySpec spec,
            int rank,
            ModelGraph model,
            Optional<AdapterConfig> teacher,
            long free,
            Optional<TimeEstimate> time) {
        AdapterConfig adapter = spec.trial()
                .adapter()
                .withRank(rank, spec.alpha().alphaFor(rank))
                .savingAlso(model.freshModules());
        AdapterMethod method = AdapterMethod.of(adapter, model);
        MemoryEstimate memory = MemoryEstimate.of(
                model,
                adapter,
                teacher,
                spec.trial().task(),
                spec.trial().batchSize(),
                spec.trial().sequenceLength(),
                spec.trial().gradientCheckpointing());
        return new Row(
                rank,
                ParameterCount.of(method),
                AdapterFiles.weightsBytes(method),
                memory,
                memory.total() <= free,
                time.map(known -> known.cellMillis(
                                rank, spec.trial().steps(), spec.trial().evalEvery()))
                        .orElse(null));
    }

    /** Ranks that need more memory than is free. */
    @JsonProperty("ranks_that_do_not_fit")
    public List<Integer> unfit() {
        return rows.stream().filter(row -> !row.fits()).map(Row::rank).toList();
    }

    /** Which ranks won't fit and what to do; empty if all fit. */
    public Optional<String> warning() {
        List<Integer> unfit = unfit();
        if (unfit.isEmpty()) {
            return Optional.empty();
        }
        long most = rows.stream().mapToLong(row -> row.memory().total()).max().orElse(0);
        String which = unfit.size() == 1
                ? "Rank " + unfit.get(0) + " needs"
                : "Ranks " + unfit.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " need";
        return Optional.of(String.format(
                Locale.ROOT,
                "%s more memory than is free now (up to %.1f GiB, free %.1f GiB) and may be stopped by the system; close"
                        + " other programs, or choose %s.",
                which,
                most / (double) (1L << 30),
                freeMemoryBytes / (double) (1L << 30),
                REMEDY));
    }
}
