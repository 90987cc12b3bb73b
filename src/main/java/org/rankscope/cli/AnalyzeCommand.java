package org.rankscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.rankscope.insight.SubspaceOverlap;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.study.StudyFolder;
import org.rankscope.study.StudySpectra;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankscope analyze}. */
@Command(
        name = "analyze",
        description = "What an adapter has learnt and how much of its rank that takes: singular values, effective rank,"
                + " ranks by module. With model and data: the loss when cut to each lower rank.")
final class AnalyzeCommand implements Callable<Integer> {
    private static final String STUDY = "study.json";

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "ADAPTER_DIR|STUDY_DIR",
            converter = AdapterPath.class,
            description =
                    "A PEFT adapter, the folder of a trial, or a study, of which every complete trial's adapter is"
                            + " analysed.")
    private Path source;

    @Option(names = "--trial", paramLabel = "ID", description = "Of a study, only this trial's adapter, in full.")
    private String trial;

    @Option(
            names = "--compare",
            paramLabel = "DIR",
            converter = AdapterPath.class,
            description = "Another adapter on the same model: how far the subspaces of the two overlap.")
    private Path compare;

    @Option(
            names = "--subspace",
            paramLabel = "OF",
            defaultValue = "LORA_A",
            description = "Whose right singular vectors are compared: lora_a, as the LoRA paper has it, or delta_weight"
                    + " (default: ${DEFAULT-VALUE}).")
    private SubspaceOverlap.Matrix subspace;

    @Option(
            names = "--budget",
            paramLabel = "R",
            description = "Suggest ranks by module for the parameters of rank R everywhere (default: the smallest power"
                    + " of two at which they keep 90 %% of the energy).")
    private Integer budget;

    @Option(names = "--model", paramLabel = "M", description = "The adapter's base model, to measure cuts with --data.")
    private String model;

    @Option(
            names = "--data",
            paramLabel = "D",
            description = "A text or JSON-lines file, bundled:NAME, or pre-tokenised batches as .safetensors.")
    private String data;

    @Mixin
    private EvaluationOptions evaluation;

    @Option(
            names = "--ranks",
            paramLabel = "R",
            split = ",",
            description = "Ranks to cut to, and to train with --distill (default: powers of two below the adapter's).")
    private List<Integer> ranks = List.of();

    @Option(
            names = "--cut",
            paramLabel = "K",
            description = "Store the adapter cut to rank K in the folder --out, as a PEFT adapter.")
    private Integer cut;

    @Option(
            names = "--distill",
            description = "Train adapters of lower ranks to predict what the model with this one predicts: a study in"
                    + " the folder --out. Run again, it goes on.")
    private boolean distill;

    @Option(names = "--out", paramLabel = "DIR", description = "Where --cut or --distill writes.")
    private Path out;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "200",
            description = "Steps of --distill (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--learning-rates",
            paramLabel = "LR",
            split = ",",
            defaultValue = "0.001,0.01",
            description = "Rates of --distill; each rank counts with its best (default: ${DEFAULT-VALUE}).")
    private List<Double> learningRates;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        check();
        if (!Files.exists(source.resolve(STUDY))) {
            return analyse(source);
        }
        try (StudyFolder folder = StudyFolder.open(source)) {
            if (trial != null) {
                return analyse(StudySpectra.adapter(folder, trial));
            }
            StudyAnalysis analysis = StudyAnalysis.of(folder, subspace);
            print(json ? analysis.json() : analysis.words());
        }
        return ExitCode.OK;
    }

    private int analyse(Path adapter) throws IOException {
        AdapterAnalysis analysis = AdapterAnalysis.of(adapter, budget);
        if (compare != null) {
            analysis = analysis.comparedWith(compare, subspace);
        }
        if (model != null) {
            analysis = analysis.cutOn(model, data, evaluation, ranks);
        }
        if (cut != null) {
            analysis.writeCut(cut, out);
        }
        if (!distill) {
            print(json ? analysis.json() : analysis.words());
            if (cut != null && !json) {
                print("\nThe adapter cut to rank " + cut + " is in " + out + ".");
            }
            return ExitCode.OK;
        }
        Distillation distillation = new Distillation(
                command.commandLine().getOut(), command.commandLine().getErr(), learningRates, steps);
        if (!json) {
            print(analysis.words() + "\n");
        }
        return distillation.run(analysis, model, data, evaluation, ranks, out, json);
    }

    private void check() {
        boolean isStudy = Files.exists(source.resolve(STUDY)) && trial == null;
        if (trial != null && !Files.exists(source.resolve(STUDY))) {
            throw new RequestException(source + ": no study here; --trial names a trial of a study.");
        } else if (isStudy && (compare != null || model != null || cut != null || distill)) {
            throw new RequestException(source + ": this is a study; choose one of its adapters with --trial, or name an"
                    + " adapter's folder.");
        } else if ((model == null) != (data == null)) {
            throw new RequestException("Options --model and --data belong together: the loss of a cut adapter needs"
                    + " both its base model and something to predict.");
        } else if (distill && model == null) {
            throw new RequestException("Option --distill needs --model and --data.");
        } else if (!ranks.isEmpty() && model == null) {
            throw new RequestException("Option --ranks says where to measure cuts; it needs --model and --data.");
        } else if (distill && cut != null) {
            throw new RequestException("Options --distill and --cut both write to --out; give one at a time.");
        } else if ((distill || cut != null) && out == null) {
            throw new RequestException(
                    "Option " + (distill ? "--distill" : "--cut") + " needs --out, the folder to write to.");
        } else if (out != null && !distill && cut == null) {
            throw new RequestException("Option --out says where --cut or --distill writes; give one of them.");
        } else if (distill && EvaluationOptions.areBatches(data)) {
            throw new RequestException("Option --distill takes texts as --data; with ready-made batches run"
                    + " 'rankscope sweep' on a specification that has 'data.teacher'.");
        }
    }

    private void print(Object text) {
        command.commandLine()
                .getOut()
                .println(
                        text instanceof String words
                                ? words
                                : StrictJson.toText(text).strip());
    }
}
