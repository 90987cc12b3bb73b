package org.rankscope.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.study.Judge;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecFile;
import org.rankscope.study.TrialWorker;
import org.rankscope.study.WorkerCommand;

/**
 * What rank would have been enough, found by training: adapters of lower ranks, and of its own, learn to predict what the
 * model with the given adapter predicts (cross-entropy against its distributions). An ordinary study, whose specification
 * stands beside it.
 *
 * @param out where the outcome is printed
 * @param err where progress is shown
 */
record Distillation(PrintWriter out, PrintWriter err, List<Double> learningRates, int steps) {
    private static final String SPEC = "distill.json";
    private static final int EVALUATIONS = 5;

    /** Runs, or goes on with, the study in {@code directory}; gives the exit status. */
    int run(
            AdapterAnalysis analysis,
            String model,
            String data,
            EvaluationOptions options,
            List<Integer> ranks,
            Path directory,
            boolean json)
            throws IOException {
        SpecResources resources = SpecResources.ofThisProgram();
        Path file = directory.resolve(SPEC);
        StrictJson.write(file, spec(analysis, model, data, options, ranks, resources));
        StudySpec spec = StudySpecFile.read(file);
        resources.check(spec, file);
        StudyRun study = new StudyRun(WorkerCommand.of(TrialWorker.class), Judge.DEFAULT, out, err);
        return study.run(spec, directory, false, (folder, verdict, complete) -> {
            if (json) {
                ObjectNode root = analysis.json();
                root.set("distilled", StudyReport.json(folder, verdict, !complete));
                out.print(StrictJson.toText(root));
                out.flush();
            } else {
                out.println("Trained to predict what the model with the adapter predicts");
                study.print(folder, verdict, complete, false);
            }
        });
    }

    private ObjectNode spec(
            AdapterAnalysis analysis,
            String model,
            String data,
            EvaluationOptions options,
            List<Integer> ranks,
            SpecResources resources) {
        AdapterConfig config = analysis.stored()
                .config()
                .orElseThrow(() -> new RequestException(analysis.source()
                        + ": without an adapter_config.json it is not known what the adapter's modules compute."));
        List<Integer> all = new ArrayList<>(analysis.lowerRanks(ranks));
        all.add(analysis.stored().rank());
        ObjectNode spec = StrictJson.mapper().createObjectNode();
        Task task = options.task(model, Optional.of(analysis.source()), resources);
        spec.put("model", absolute(model)).put("task", task.json());
        ObjectNode learnt = spec.putObject("data").put("train", absolute(data));
        if (options.textColumn() != null) {
            learnt.put("text_column", options.textColumn());
        }
        learnt.put("teacher", analysis.source().toAbsolutePath().normalize().toString());
        ObjectNode adapter = spec.putObject("adapter");
        adapter.put("method", "lora")
                .put("use_rslora", config.useRslora())
                .put("bias", config.bias().json());
        adapter.set("target_modules", StrictJson.mapper().valueToTree(config.targetModules()));
        adapter.set("layers_to_transform", StrictJson.mapper().valueToTree(config.layersToTransform()));
        adapter.set("modules_to_save", StrictJson.mapper().valueToTree(config.modulesToSave()));
        double divisor = config.useRslora() ? Math.sqrt(config.r()) : config.r();
        spec.putObject("alpha")
                .put("policy", config.useRslora() ? "sqrt" : "ratio")
                .put("value", config.loraAlpha() / divisor);
        spec.putObject("optimizer").put("weight_decay", 0.0).put("max_grad_norm", 1.0);
        spec.putObject("schedule").put("name", "cosine").put("warmup_steps", Math.min(20, steps / 10));
        spec.set("learning_rates", StrictJson.mapper().valueToTree(learningRates));
        spec.set("ranks", StrictJson.mapper().valueToTree(all));
        spec.put("batch_size", options.batchSize()).put("steps", steps);
        spec.put("eval_every", Math.max(1, steps / EVALUATIONS)).put("device", options.device());
        try (BaseModel opened = resources.model(model, task)) {
            spec.put("sequence_length", options.sequenceLength(opened));
        }
        return spec;
    }

    private static String absolute(String name) {
        return BundledAssets.isBundled(name)
                ? name
                : Path.of(name).toAbsolutePath().normalize().toString();
    }
}
