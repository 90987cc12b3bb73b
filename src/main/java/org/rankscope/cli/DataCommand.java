package org.rankscope.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.DataPreview;
import org.rankscope.data.DataReport;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.data.Preparation;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.ParameterCount;
import org.rankscope.peft.TargetModules;
import org.rankscope.peft.TargetSpec;
import org.rankscope.study.SpecResources;
import org.rankscope.study.TaskGuess;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankscope data}: what a data file comes to for a model and a task. */
@Command(
        name = "data",
        description = "What data come to for a model: rows, lengths, classes, duplicates, and tokens against the"
                + " parameters of adapters.")
final class DataCommand implements Callable<Integer> {
    private static final int COLUMNS_SHOWN = 20;
    /** An estimate is worth two digits. */
    private static final MathContext ESTIMATE = new MathContext(2);

    private static final List<Integer> RANKS = List.of(1, 2, 4, 8, 16, 32);

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "FILE",
            description = "A text, a table (.jsonl, .csv, .parquet, ...), a folder of images, or bundled:NAME.")
    private String file;

    @Option(
            names = "--model",
            paramLabel = "M",
            defaultValue = "bundled:stories-1m",
            description = "A Hugging Face directory, an .onnx file, or bundled:NAME (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(
            names = "--task",
            paramLabel = "T",
            description = "${COMPLETION-CANDIDATES} (default: guessed from the model and the columns).",
            completionCandidates = TaskNames.class,
            converter = TaskNames.class)
    private Task task;

    @Option(names = "--validation", paramLabel = "V", description = "A validation file (default: a tenth is held out).")
    private String validation;

    @Mixin
    private DataOptions options;

    @Mixin
    private SequenceLengthOption sequenceLength;

    @Option(
            names = "--ranks",
            paramLabel = "R",
            split = ",",
            description = "Ranks (default: 1,2,4,8,16,32, or those of them that every module takes).")
    private List<Integer> ranks;

    @Option(
            names = "--targets",
            paramLabel = "MODULE",
            split = ",",
            defaultValue = "all-linear",
            description = "Modules that get an adapter (default: ${DEFAULT-VALUE}).")
    private List<String> targets;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** An adapter against the data: items that are learnt from in one epoch, for each of its parameters. */
    record AtRank(
            int rank,
            @JsonProperty("trainable_parameters") long trainableParameters,
            @JsonProperty("items_per_parameter") double itemsPerParameter) {}

    /** What is printed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Found(
            String task,
            @JsonProperty("sequence_length") int sequenceLength,
            List<String> notes,
            DataReport data,
            List<AtRank> ranks) {}

    @Override
    public Integer call() {
        SpecResources resources = SpecResources.ofThisProgram();
        Datasets datasets = resources.datasets();
        DataSpec spec = options.of(file).withValidation(validation);
        PrintWriter out = command.commandLine().getOut();
        if (!json) {
            preview(datasets.preview(file), out);
        }
        Task asked = task != null ? task : TaskGuess.of(model, spec, resources);
        try (BaseModel opened = resources.open(model, datasets.head(spec, asked))) {
            int length = sequenceLength.on(opened);
            DataReport report =
                    datasets.report(spec, Preparation.of(opened), BatchSettings.of(opened, asked, 1, length, 1, 0, 0));
            Found found = new Found(asked.json(), length, opened.notes(), report, atRanks(opened, report));
            out.println(json ? StrictJson.toText(found).strip() : new DataReportText(found).text());
            out.flush();
        }
        return ExitCode.OK;
    }

    /** At once: to go through long data takes a while. */
    private void preview(DataPreview preview, PrintWriter out) {
        out.println("file             " + file + ": "
                + (preview.rows() < DataPreview.COUNTED_ROWS
                        ? Units.count(preview.rows())
                        : "about "
                                + Units.count(new BigDecimal(preview.rows())
                                        .round(ESTIMATE)
                                        .longValue()))
                + " rows");
        if (!preview.columns().isEmpty()) {
            out.println("columns          " + OneLine.listed(preview.columns(), COLUMNS_SHOWN));
        }
        preview.firstRows().forEach(row -> out.println("                 " + row));
        out.flush();
    }

    private static List<Integer> usual(BaseModel opened, TargetSpec modules) {
        return RANKS.stream().filter(rank -> fits(opened, modules, rank)).toList();
    }

    private static boolean fits(BaseModel opened, TargetSpec modules, int rank) {
        // what is wrong with every rank is to be heard
        if (rank == RANKS.get(0)) {
            return true;
        }
        try {
            return TargetModules.match(adapter(opened, modules, rank), opened.linearModules()).stream()
                    .allMatch(target -> rank <= TargetModules.largestRank(target.module()));
        } catch (RequestException e) {
            return false;
        }
    }

    private static AdapterConfig adapter(BaseModel opened, TargetSpec modules, int rank) {
        return AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.LORA)
                .r(rank)
                .targetModules(modules)
                .build()
                .savingAlso(opened.freshModules());
    }

    private List<AtRank> atRanks(BaseModel opened, DataReport report) {
        TargetSpec modules = TargetSpec.words(targets);
        List<AtRank> all = new ArrayList<>();
        for (int rank : ranks != null ? ranks : usual(opened, modules)) {
            if (rank < 1) {
                throw new RequestException(
                        "Option --ranks has the value " + rank + "; expected whole numbers of 1 or more.");
            }
            long parameters = ParameterCount.trainable(adapter(opened, modules, rank), opened);
            all.add(new AtRank(rank, parameters, (double) report.predictedItems() / parameters));
        }
        return all;
    }
}
