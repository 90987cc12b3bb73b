package org.rankscope.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rankscope.insight.MemoryEstimate;
import org.rankscope.insight.TimeEstimate;
import org.rankscope.model.ModelGraph;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.FrozenBase;
import org.rankscope.peft.ParameterCount;
import org.rankscope.runtime.Device;
import org.rankscope.search.SearchStrategy;
import org.rankscope.train.StepSetting;

/**
 * What a study will take, method by method and rank by rank, before it is run.
 *
 * @param device where the cells run, the first where they run on several
 * @param freeMemoryBytes what the device has free
 * @param cells trials of the study
 * @param exact whether it will be so many; where rates or ranks are searched it shows on the way
 * @param millis time of all of them, as many at once as there are devices; null where no time was measured
 * @param notes what surprises in the rows, in plain sentences
 */
public record StudyEstimate(
        String device,
        @JsonProperty("free_memory_bytes") long freeMemoryBytes,
        int cells,
        boolean exact,
        Long millis,
        List<Row> rows,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes) {
    /** What helps where memory is short. */
    public static final String REMEDY = "a smaller batch_size, gradient_checkpointing or a shorter sequence_length";

    /**
     * One rank of a method.
     *
     * @param rank or what else the method's capacity is; 0, which JSON leaves out, where it has none
     * @param fits whether the memory is free now
     * @param cellMillis time of one trial; null where no time was measured
     */
    public record Row(
            AdapterConfig.Method method,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int rank,
            @JsonProperty("trainable_parameters") long trainableParameters,
            @JsonProperty("adapter_bytes") long adapterBytes,
            MemoryEstimate memory,
            boolean fits,
            @JsonProperty("cell_ms") Long cellMillis) {}

    public StudyEstimate {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /**
     * The estimate for {@code spec}.
     *
     * @param model its weights are not asked for
     * @param teacher the adapter of the data's teacher, where they have one
     * @param times as they were measured, by method; empty where none was
     */
    public static StudyEstimate of(
            StudySpec spec,
            ModelGraph model,
            Optional<AdapterConfig> teacher,
            long freeMemoryBytes,
            Map<AdapterConfig.Method, TimeEstimate> times) {
        List<Row> rows = new ArrayList<>();
        spec.tried()
                .forEach((method, capacities) -> capacities.forEach(capacity -> rows.add(row(
                        spec,
                        spec.adapter(method, capacity),
                        model,
                        teacher,
                        freeMemoryBytes,
                        Optional.ofNullable(times.get(method))))));
        SearchStrategy.Extent extent = new StudyPlan(spec).extent(List.of());
        Long millis = times.isEmpty()
                ? null
                : (Long) Math.round(rounds(
                                extent.runs(), Device.all(spec.trial().device()))
                        * rows.stream().mapToLong(Row::cellMillis).average().orElse(0));
        return new StudyEstimate(
                StepSetting.of(spec.trial()).device().toString(),
                freeMemoryBytes,
                extent.runs(),
                extent.exact(),
                millis,
                rows,
                ofFourBits(spec, model, teacher, rows));
    }

    /** How many of {@code cells} are trained one after the other, where several devices share them. */
    public static double rounds(int cells, List<Device> devices) {
        return cells / (double) Math.max(1, Math.min(cells, devices.size()));
    }

    /** Small models in 4 bits: what turns the weights back into numbers may take more than they save. */
    private static List<String> ofFourBits(
            StudySpec spec, ModelGraph model, Optional<AdapterConfig> teacher, List<Row> rows) {
        boolean fourBit = spec.trial().precision().isFourBit();
        return rows.stream()
                .filter(row -> row.method() == AdapterConfig.Method.QLORA
                        || fourBit && row.method() != AdapterConfig.Method.FULL)
                .max(Comparator.comparing((Row row) -> row.method() == AdapterConfig.Method.QLORA)
                        .thenComparingInt(Row::rank))
                .flatMap(row -> {
                    boolean qlora = row.method() == AdapterConfig.Method.QLORA;
                    MemoryEstimate whole = memory(
                            spec,
                            spec.adapter(qlora ? AdapterConfig.Method.LORA : row.method(), row.rank()),
                            model,
                            teacher);
                    return row.memory().total() <= whole.total()
                            ? Optional.empty()
                            : Optional.of(String.format(
                                    Locale.ROOT,
                                    "%s here (%.0f MiB, %s %.0f): its weights save"
                                            + " %.1f MiB, and what turns them back into numbers in each step takes more"
                                            + " than that in a model so small.",
                                    qlora
                                            ? "QLoRA takes more memory than LoRA"
                                            : "A base in 4 bits takes more memory than one in float32",
                                    mebibytes(row.memory().total()),
                                    qlora ? "LoRA" : "float32",
                                    mebibytes(whole.total()),
                                    mebibytes(whole.baseWeights() - row.memory().baseWeights())));
                })
                .stream()
                .toList();
    }

    private static double mebibytes(long bytes) {
        return bytes / (double) (1L << 20);
    }

    private static MemoryEstimate memory(
            StudySpec spec, AdapterConfig adapter, ModelGraph held, Optional<AdapterConfig> teacher) {
        return MemoryEstimate.of(held, adapter, teacher, StepSetting.of(spec.trial()));
    }

    private static Row row(
            StudySpec spec,
            AdapterConfig adapter,
            ModelGraph model,
            Optional<AdapterConfig> teacher,
            long free,
            Optional<TimeEstimate> time) {
        ModelGraph held = FrozenBase.graph(model, adapter, spec.trial().precision());
        AdapterMethod method = AdapterMethod.of(adapter, held);
        MemoryEstimate memory = memory(spec, adapter, held, teacher);
        return new Row(
                adapter.method(),
                adapter.capacity(),
                ParameterCount.of(method),
                AdapterFiles.weightsBytes(method),
                memory,
                memory.total() <= free,
                time.map(known -> known.cellMillis(
                                adapter.capacity(),
                                spec.trial().steps(),
                                spec.trial().evalEvery()))
                        .orElse(null));
    }

    /** Ranks of methods with a rank that need more memory than is free. */
    @JsonProperty("ranks_that_do_not_fit")
    public List<Integer> unfit() {
        return rows.stream()
                .filter(row -> !row.fits() && row.method().knob() == AdapterConfig.Knob.RANK)
                .map(Row::rank)
                .distinct()
                .toList();
    }

    /** Which methods and ranks won't fit and what to do; empty if all fit. */
    public Optional<String> warning() {
        List<Row> unfit = rows.stream().filter(row -> !row.fits()).toList();
        if (unfit.isEmpty()) {
            return Optional.empty();
        }
        long most = unfit.stream().mapToLong(row -> row.memory().total()).max().orElseThrow();
        boolean several = rows.stream().map(Row::method).distinct().count() > 1;
        String names = unfit.stream().map(row -> name(row, several)).distinct().collect(Collectors.joining(", "));
        String which = (several ? names : "Rank" + (unfit.size() == 1 ? " " : "s ") + names)
                + (unfit.size() == 1 ? " needs" : " need");
        boolean processor = device.equals(Device.CPU.toString());
        return Optional.of(String.format(
                Locale.ROOT,
                "%s more memory than is free now%s (up to %.1f GiB, free %.1f GiB) and %s; close other programs, or choose"
                        + " %s.",
                which,
                processor ? "" : " on " + device,
                most / (double) (1L << 30),
                freeMemoryBytes / (double) (1L << 30),
                processor ? "may be stopped by the system" : "will fail",
                REMEDY));
    }

    private static String name(Row row, boolean several) {
        String capacity = row.rank() == 0 ? "" : String.valueOf(row.rank());
        return several ? (row.method().json() + " " + capacity).strip() : capacity;
    }
}
