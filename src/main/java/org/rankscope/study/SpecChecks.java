package org.rankscope.study;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rankscope.data.DataSpec;
import org.rankscope.io.RequestException;
import org.rankscope.model.Precision;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.LoraPlus;
import org.rankscope.peft.MethodField;
import org.rankscope.runtime.Device;
import org.rankscope.train.TrialSpec;

/** Whether the values of a specification make sense together, as far as that shows without opening model or data. */
final class SpecChecks {
    private final SpecProblems problems;

    SpecChecks(SpecProblems problems) {
        this.problems = problems;
    }

    /** Checks {@code spec}, whose paths are resolved. */
    void checkTrial(TrialSpec spec) {
        checkModelAndTask(spec);
        if (spec.data() != null) {
            checkData(spec.data());
        }
        if (spec.adapter() != null) {
            checkAdapter(spec.adapter());
        }
        exists("initial_adapter", spec.initialAdapter());
        checkOptimizer(spec.optimizer());
        atLeast("schedule.warmup_steps", spec.schedule().warmupSteps(), 0);
        atLeast("batch_size", spec.batchSize(), 1);
        atLeast("sequence_length", spec.sequenceLength(), 2);
        atLeast("steps", spec.steps(), 1);
        atLeast("eval_every", spec.evalEvery(), 1);
        checkDevice(spec);
        if (spec.dumpGradientsAtStep() != null
                && (spec.dumpGradientsAtStep() < 1 || spec.dumpGradientsAtStep() > spec.steps())) {
            problems.wrong("dump_gradients_at_step", spec.dumpGradientsAtStep(), "a step from 1 to " + spec.steps());
        }
    }

    /** Checks that some method of {@code methods} reads each field that {@code adapter} states. */
    void checkMethods(AdapterConfig adapter, List<AdapterConfig.Method> methods) {
        for (MethodField field : MethodField.unread(adapter, methods)) {
            problems.wrong(
                    "adapter." + field.name(),
                    field.value().apply(adapter),
                    "no such field beside " + MethodField.names(methods) + ", since only "
                            + MethodField.names(field.methods()) + " reads it");
        }
    }

    /**
     * Checks a precision that is stated beside {@code methods}: QLoRA alone has no base in 32 bits. To be checked before the
     * device, which would have another word for the same precision.
     */
    void checkPrecision(Precision stated, List<AdapterConfig.Method> methods) {
        boolean fourBits = !methods.isEmpty() && methods.stream().allMatch(AdapterConfig.Method.QLORA::equals);
        if (fourBits && (stated == Precision.FP32 || stated == Precision.TF32)) {
            problems.wrong(
                    "precision",
                    stated.json(),
                    "'nf4' (as where it is left out) or 'int4' beside 'qlora', whose base is held in 4 bits, or 'bf16' or"
                            + " 'fp16' to compute with that base in 16; or choose 'lora'");
        }
    }

    /** A DyLoRA is cut to the ranks of the study: a layer that has more would not be the same in a scan as in a LoRA. */
    private void checkScan(StudySpec spec) {
        int largest = spec.stated(AdapterConfig.Method.DYLORA).stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(Integer.MAX_VALUE);
        spec.trial().adapter().rankPattern().forEach((module, rank) -> {
            if (rank > largest) {
                problems.wrong(
                        "adapter.rank_pattern." + module,
                        rank,
                        "at most " + largest + ", the largest rank that '" + AdapterConfig.Method.DYLORA.json()
                                + "' is trained for");
            }
        });
    }

    private void checkLoraPlus(StudySpec spec) {
        Double ratio = spec.trial().optimizer().loraplusLrRatio();
        if (ratio != null && spec.methods() != null && spec.methods().stream().noneMatch(LoraPlus::isFor)) {
            problems.wrong("optimizer.loraplus_lr_ratio", ratio, "null, since no method of the study has a factor B");
        }
    }

    /** Checks what a study adds to a trial. */
    void checkStudy(StudySpec spec) {
        if (spec.trial().adapter() != null && spec.methods() != null) {
            checkMethods(spec.trial().adapter(), spec.methods());
            if (spec.methods().contains(AdapterConfig.Method.DYLORA)) {
                checkScan(spec);
            }
        }
        checkLoraPlus(spec);
        each("ranks", spec.ranks(), 1);
        each("seeds", spec.seeds(), Long.MIN_VALUE);
        noRepeats("learning_rates", spec.learningRates());
        boolean listed =
                !spec.learningRates().equals(List.of(spec.trial().optimizer().learningRate()));
        for (int i = 0; listed && i < spec.learningRates().size(); i++) {
            problems.number("learning_rates[" + i + "]", spec.learningRates().get(i), v -> v > 0, "a number above 0");
        }
        new SearchChecks(spec, problems).check();
        problems.number("alpha.value", spec.alpha().value(), v -> v > 0, "a number above 0");
        if (spec.trial().initialAdapter() != null) {
            problems.wrong(
                    "initial_adapter",
                    spec.trial().initialAdapter(),
                    "null, since the rank of a stored adapter can't be swept");
        }
        if (spec.trial().data() != null
                && spec.trial().data().batches() != null
                && spec.trial().data().validationBatches() == null) {
            problems.missing(
                    "data.validation_batches", "a file, since a study compares ranks by their validation loss");
        }
    }

    private void checkModelAndTask(TrialSpec spec) {
        if (spec.model() == null || spec.model().isBlank()) {
            problems.missing("model", "a model directory or '" + BundledAssets.SCHEME + "' and a name");
        } else {
            exists("model", spec.model());
        }
        if (spec.task() == null) {
            problems.missing("task", "'causal-lm'");
        }
        if (spec.data() == null) {
            problems.missing("data", "an object with 'train', a file, or with 'batches'");
        }
    }

    private void checkData(DataSpec data) {
        if (data.train() == null && data.batches() == null) {
            problems.missing("data.train", "a text or JSON-lines file, or '" + BundledAssets.SCHEME + "' and a name");
        } else if (data.train() != null && data.batches() != null) {
            problems.wrong("data.batches", data.batches(), "either 'train' or 'batches', not both");
        }
        if (data.batches() != null && data.validation() != null) {
            problems.wrong("data.validation", data.validation(), "'validation_batches' beside 'batches'");
        } else if (data.batches() == null && data.validationBatches() != null) {
            problems.wrong("data.validation_batches", data.validationBatches(), "'validation' beside 'train'");
        }
        exists("data.train", data.train());
        exists("data.validation", data.validation());
        exists("data.batches", data.batches());
        exists("data.validation_batches", data.validationBatches());
        exists("data.teacher", data.teacher());
        problems.number(
                "data.validation_fraction",
                data.validationFraction(),
                v -> v > 0 && v < 1,
                "a number above 0 and below 1");
        if (data.textColumn().isBlank()) {
            problems.wrong("data.text_column", data.textColumn(), "the name of a field");
        }
    }

    private void checkAdapter(AdapterConfig adapter) {
        atLeast("adapter.r", adapter.r(), 1);
        problems.number("adapter.lora_alpha", adapter.loraAlpha(), v -> v > 0, "a number above 0");
        problems.number(
                "adapter.lora_dropout", adapter.loraDropout(), v -> v >= 0 && v < 1, "a number from 0 to below 1");
        if (adapter.targetModules().regex().isBlank()
                && adapter.targetModules().suffixes().isEmpty()) {
            problems.wrong("adapter.target_modules", List.of(), "at least one module name, or 'all-linear'");
        }
        atLeastIfStated("adapter.init_r", adapter.initR());
        atLeastIfStated("adapter.num_virtual_tokens", adapter.numVirtualTokens());
        atLeastIfStated("adapter.num_transformer_submodules", adapter.numTransformerSubmodules());
        atLeastIfStated("adapter.bottleneck_size", adapter.bottleneckSize());
        adapter.rankPattern().forEach((module, rank) -> atLeast("adapter.rank_pattern." + module, rank, 1));
        adapter.alphaPattern()
                .forEach((module, alpha) ->
                        problems.number("adapter.alpha_pattern." + module, alpha, v -> v > 0, "a number above 0"));
        for (int i = 0; i < adapter.layersToTransform().size(); i++) {
            atLeast(
                    "adapter.layers_to_transform[" + i + "]",
                    adapter.layersToTransform().get(i),
                    0);
        }
    }

    private void atLeastIfStated(String field, Integer value) {
        if (value != null) {
            atLeast(field, value, 1);
        }
    }

    /**
     * A device that is named must be there, and have the precision; {@code auto} and {@code cpu} always are, have all others, and
     * asking would take time.
     */
    private void checkDevice(TrialSpec spec) {
        boolean isThere = spec.device().equals("auto") || spec.device().equals("cpu");
        if (!isThere || spec.precision() == Precision.TF32) {
            try {
                TrialSpec.session(spec.precision(), Device.parse(spec.device()));
            } catch (RequestException e) {
                problems.add(e.getMessage());
            }
        }
    }

    private void checkOptimizer(TrialSpec.OptimizerSpec optimizer) {
        problems.number("optimizer.learning_rate", optimizer.learningRate(), v -> v > 0, "a number above 0");
        if (optimizer.betas().size() != 2) {
            problems.wrong("optimizer.betas", optimizer.betas(), "two numbers");
        }
        for (int i = 0; i < optimizer.betas().size(); i++) {
            problems.number(
                    "optimizer.betas[" + i + "]",
                    optimizer.betas().get(i),
                    v -> v >= 0 && v < 1,
                    "a number from 0 to below 1");
        }
        problems.number("optimizer.eps", optimizer.eps(), v -> v > 0, "a number above 0");
        problems.number("optimizer.weight_decay", optimizer.weightDecay(), v -> v >= 0, "a number of 0 or more");
        if (optimizer.maxGradNorm() != null) {
            problems.number(
                    "optimizer.max_grad_norm", optimizer.maxGradNorm(), v -> v > 0, "a number above 0, or null");
        }
        if (optimizer.loraplusLrRatio() != null) {
            problems.number(
                    "optimizer.loraplus_lr_ratio",
                    optimizer.loraplusLrRatio(),
                    v -> v > 0,
                    "a number above 0 (16 is usual), or null");
        }
        atLeast("optimizer.gradient_accumulation_steps", optimizer.gradientAccumulationSteps(), 1);
    }

    private void each(String field, List<? extends Number> values, long least) {
        noRepeats(field, values);
        for (int i = 0; i < values.size(); i++) {
            atLeast(field + "[" + i + "]", values.get(i), least);
        }
    }

    private void noRepeats(String field, List<? extends Number> values) {
        if (values.isEmpty()) {
            problems.wrong(field, values, "at least one number");
        }
        Set<Number> seen = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            if (!seen.add(values.get(i))) {
                problems.wrong(field + "[" + i + "]", values.get(i), "each number once");
            }
        }
    }

    private void atLeast(String field, Number value, long least) {
        if (value == null || value.longValue() < least) {
            problems.wrong(field, value, "a whole number of " + least + " or more");
        }
    }

    private void exists(String field, String path) {
        if (path == null || BundledAssets.isBundled(path)) {
            return;
        }
        try {
            Path named = Path.of(path);
            if (path.isBlank() || !Files.exists(named)) {
                problems.wrong(field, path, "a file or folder that exists");
            } else if (!Files.isReadable(named)) {
                problems.wrong(field, path, "a file or folder that may be read");
            }
        } catch (InvalidPathException e) {
            problems.wrong(field, path, "a path");
        }
    }
}
