package org.rankscope.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Dataset;
import org.rankscope.data.Datasets;
import org.rankscope.graph.Shape;
import org.rankscope.insight.MemoryEstimate;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.ModelSource;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.model.hf.Architecture;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.imported.ImportedModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.FrozenBase;
import org.rankscope.peft.PatternKeys;
import org.rankscope.peft.TargetModules;
import org.rankscope.peft.TargetSpec;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Devices;
import org.rankscope.search.FirstRate;
import org.rankscope.train.StepSetting;
import org.rankscope.train.Trainer;
import org.rankscope.train.TrialData;
import org.rankscope.train.TrialSpec;

/**
 * Opens what specifications name: models, data and adapters, on disk or among what comes with the program. Any thread.
 */
public final class SpecResources implements ModelSource {
    private static final String CONFIG = "config.json";
    private static final String ONNX = ".onnx";
    private static final double GIBIBYTE = 1L << 30;

    private final Function<String, Path> bundled;

    /** @param bundled the file or folder of a {@code bundled:NAME}; throws RequestException for an unknown one */
    public SpecResources(Function<String, Path> bundled) {
        this.bundled = bundled;
    }

    /** With the assets that lie beside this program. */
    public static SpecResources ofThisProgram() {
        return new SpecResources(name -> BundledAssets.find().resolve(name));
    }

    /** The file or folder that a specification names. */
    public Path path(String name) {
        return BundledAssets.isBundled(name) ? bundled.apply(name) : Path.of(name);
    }

    /** Opens a model with the head that its configuration describes for {@code task}; the caller closes it. */
    public BaseModel model(String name, Task task) {
        return open(name, HeadSpec.of(task));
    }

    /** Opens a language model; the caller closes it. */
    public BaseModel model(String name) {
        return model(name, Task.CAUSAL_LM);
    }

    /** Opens a model: a Hugging Face directory, or a file in the ONNX format. */
    @Override
    public BaseModel open(String name, HeadSpec head) {
        Path path = path(name);
        if (!isOnnx(path)) {
            return HuggingFaceModel.open(path, head);
        } else if (head.fresh()) {
            throw new RequestException(
                    path + ": an .onnx file has no head but the one that it was exported with; export the"
                            + " model with a head for these labels, or don't ask for a new one.");
        }
        return imported(path, head.task());
    }

    /** Only encoder-decoders are given texts that are to be said. */
    private static ImportedModel imported(Path path, Task task) {
        ImportedModel model = ImportedModel.open(path);
        List<Task> tasks = model.tasks();
        if (tasks.contains(Task.SEQ2SEQ_LM) != (task == Task.SEQ2SEQ_LM)) {
            model.close();
            throw new RequestException(path + ": this model can't be trained for the task '" + task.json()
                    + "', expected " + tasks.stream().map(Task::json).collect(Collectors.joining(" or "))
                    + "; choose another task or model.");
        }
        return model;
    }

    /**
     * What a model computes, with the head that it has, from its config.json alone where it is a Hugging Face directory (or
     * that file itself).
     */
    public ModelGraph graph(String name) {
        Path path = path(name);
        return isOnnx(path) ? ImportedModel.open(path) : HuggingFaceModel.graph(config(path));
    }

    /** Likewise with the head that its configuration describes for {@code task}. */
    public ModelGraph graph(String name, Task task) {
        Path path = path(name);
        return isOnnx(path) ? imported(path, task) : HuggingFaceModel.graph(config(path), HeadSpec.of(task));
    }

    /** The tasks that a model can have a head for, that of the checkpoint's own head first. */
    public List<Task> tasks(String name) {
        Path path = path(name);
        return isOnnx(path) ? ImportedModel.open(path).tasks() : Architecture.tasks(config(path));
    }

    private static Path config(Path path) {
        if (Files.isRegularFile(path) && !path.toString().endsWith(".json")) {
            throw new RequestException(
                    path
                            + ": is not a model; expected a Hugging Face directory (or its config.json), or a file that ends in .onnx.");
        }
        return Files.isDirectory(path) ? path.resolve(CONFIG) : path;
    }

    static boolean isOnnx(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(ONNX) && !Files.isDirectory(path);
    }

    public Datasets datasets() {
        return new Datasets(name -> bundled.apply(BundledAssets.SCHEME + name));
    }

    /** What a worker does: {@link Trainer}, on these models and data. */
    public TrialBody trainer() {
        Trainer trainer = new Trainer(this, datasets());
        return (spec, directory, listener, cancelled) -> trainer.train(located(spec), directory, listener, cancelled);
    }

    /**
     * Opens model and data of a study and looks whether its methods, ranks and target modules fit, before anything is made.
     *
     * @return sentences that a person should read: what of the model starts from random values, which rows are left out, which
     *     ranks no layer can make use of
     * @throws RequestException with a line for each problem
     */
    public List<String> check(StudySpec spec) {
        return check(spec, "");
    }

    /** Likewise for a specification that was read from {@code source}, which sentences about its fields name. */
    public List<String> check(StudySpec spec, Path source) {
        return check(spec, source + ": ");
    }

    private List<String> check(StudySpec spec, String source) {
        try (BaseModel model = TrialData.model(spec.trial(), this, datasets())) {
            Set<String> problems = new LinkedHashSet<>();
            if (spec.trial().data().batches() == null && spec.trial().sequenceLength() > model.maxSequenceLength()) {
                problems.add(
                        source + "field 'sequence_length' is " + spec.trial().sequenceLength() + "; expected at most "
                                + model.maxSequenceLength() + ", the positions that the model takes.");
            }
            for (AdapterConfig adapter : cells(spec)) {
                collect(problems, source, () -> checkVirtualTokens(spec.trial(), adapter, model));
                collect(problems, source, () -> spec.trial()
                        .checkFits(AdapterMethod.of(
                                adapter,
                                FrozenBase.graph(model, adapter, spec.trial().precision()))));
                collect(problems, source, () -> adapter.forRun(spec.trial().steps()));
            }
            if (problems.isEmpty()) {
                PatternKeys.unused(cells(spec), model).forEach(problem -> problems.add(source + problem));
                for (AdapterConfig adapter : largest(spec)) {
                    collect(problems, source, () -> checkMemory(spec, adapter, model));
                }
            }
            List<String> notes = new ArrayList<>(model.notes());
            collect(problems, "", () -> notes.addAll(checkData(spec, model)));
            if (!problems.isEmpty()) {
                throw new RequestException(String.join("\n", problems));
            }
            ranksBeyondUse(spec, model).forEach(note -> notes.add(source + note));
            return List.copyOf(notes);
        }
    }

    /**
     * Looks whether the keys of {@code rank_pattern} and {@code alpha_pattern} mean modules that a trial adapts, before
     * anything is made.
     *
     * @param source the file that sentences about its fields name
     * @throws RequestException with a line for each that doesn't
     */
    public void checkPatterns(TrialSpec spec, Path source) {
        if (spec.adapter() == null) {
            return;
        }
        List<String> problems = PatternKeys.unused(List.of(spec.adapter()), graph(spec.model(), spec.task()));
        if (!problems.isEmpty()) {
            throw new RequestException(
                    problems.stream().map(problem -> source + ": " + problem).collect(Collectors.joining("\n")));
        }
    }

    /** Which ranks need more memory than is free now, and what to do; empty if all fit. */
    public Optional<String> memoryWarning(StudySpec spec) {
        try (BaseModel model = TrialData.model(spec.trial(), this, datasets())) {
            Devices.Memory present = Devices.memory(Device.parse(spec.trial().device()));
            return StudyEstimate.of(spec, model, teacher(spec), present.freeBytes(), Map.of())
                    .warning();
        }
    }

    /** {@code spec} with the learning rate at which its search begins, by the size of its model, if it states none. */
    public StudySpec withFirstRate(StudySpec spec) {
        if (!spec.needsFirstRate()) {
            return spec;
        }
        long parameters = graph(spec.trial().model()).parameters().values().stream()
                .mapToLong(Shape::elements)
                .sum();
        return spec.withFirstLearningRate(FirstRate.of(parameters));
    }

    private static List<TargetSpec> targets(StudySpec spec) {
        return spec.searchSpace() == null || spec.searchSpace().targetModules() == null
                ? List.of(spec.trial().adapter().targetModules())
                : spec.searchSpace().targetModules();
    }

    /** Every adapter that the study may train, but for alpha and dropout. */
    private static Set<AdapterConfig> cells(StudySpec spec) {
        Set<AdapterConfig> cells = new LinkedHashSet<>();
        spec.tried()
                .forEach((method, capacities) -> capacities.forEach(capacity ->
                        targets(spec).forEach(targets -> cells.add(spec.adapter(method, capacity, targets)))));
        return cells;
    }

    /** Of these the largest of each method and set of modules. */
    private static List<AdapterConfig> largest(StudySpec spec) {
        return cells(spec).stream()
                .filter(adapter ->
                        adapter.capacity() == Collections.max(spec.tried().get(adapter.method())))
                .toList();
    }

    /** Of each method whose largest rank is more than a layer can make use of, that layer. */
    private static Set<String> ranksBeyondUse(StudySpec spec, BaseModel model) {
        Set<String> notes = new LinkedHashSet<>();
        for (AdapterConfig adapter : largest(spec)) {
            if (adapter.method().knob() != AdapterConfig.Knob.RANK) {
                continue;
            }
            TargetModules.match(adapter, model.linearModules()).stream()
                    .filter(target -> target.rank() > TargetModules.largestRank(target.module()))
                    .min(Comparator.comparingLong(target -> TargetModules.largestRank(target.module())))
                    .ifPresent(target -> notes.add("rank " + target.rank() + " is more than "
                            + target.module().name() + " can make use of: its smaller side is "
                            + TargetModules.largestRank(target.module()) + "."));
        }
        return notes;
    }

    /** Virtual tokens take positions of the model like any others. */
    private static void checkVirtualTokens(TrialSpec spec, AdapterConfig adapter, BaseModel model) {
        boolean virtual = adapter.method().knob() == AdapterConfig.Knob.VIRTUAL_TOKENS;
        if (virtual && spec.sequenceLength() + adapter.capacity() > model.maxSequenceLength()) {
            throw new RequestException("field 'sequence_length' is " + spec.sequenceLength() + "; expected at most "
                    + (model.maxSequenceLength() - adapter.capacity()) + " beside " + adapter.capacity()
                    + " virtual tokens ('" + adapter.method().json() + "'), since the model takes "
                    + model.maxSequenceLength() + " positions.");
        }
    }

    /** The adapter of the teacher that the data of {@code spec} name; empty where there is none. */
    public Optional<AdapterConfig> teacher(StudySpec spec) {
        return Optional.ofNullable(spec.trial().data().teacher()).map(name -> AdapterFiles.readConfig(path(name)));
    }

    private void checkMemory(StudySpec spec, AdapterConfig adapter, BaseModel model) {
        StepSetting setting = StepSetting.of(spec.trial());
        long needed = MemoryEstimate.of(model, adapter, teacher(spec), setting).total();
        Devices.Memory present = Devices.memory(setting.device());
        if (needed > present.bytes()) {
            throw new RequestException(String.format(
                    Locale.ROOT,
                    "batch_size %d with sequence_length %d needs about %.1f GiB %s, %s has %.1f GiB;"
                            + " choose smaller ones, and gradient_accumulation_steps for as many tokens a step.",
                    spec.trial().batchSize(),
                    spec.trial().sequenceLength(),
                    needed / GIBIBYTE,
                    adapter.method().hasTrainedRanks()
                            ? "at rank " + adapter.r()
                            : "with the method '" + adapter.method().json() + "'",
                    present.place(),
                    present.bytes() / GIBIBYTE));
        }
    }

    /** Gives sentences about the rows that are left out. */
    private List<String> checkData(StudySpec spec, BaseModel model) {
        try (Dataset data = TrialData.open(spec.trial(), model, datasets())) {
            if (data.validation().count() == 0) {
                throw new RequestException(String.join("\n", data.leftOut())
                        + (data.leftOut().isEmpty() ? "" : "\n")
                        + "Nothing is left to evaluate; a study compares ranks by their validation loss.");
            }
            return data.leftOut();
        }
    }

    private static void collect(Set<String> problems, String start, Runnable check) {
        try {
            check.run();
        } catch (RequestException e) {
            problems.add(start + e.getMessage());
        }
    }

    TrialSpec located(TrialSpec spec) {
        DataSpec data = spec.data();
        return spec.with()
                .data(data.withTeacher(located(data.teacher())))
                .initialAdapter(located(spec.initialAdapter()))
                .build();
    }

    private String located(String name) {
        return name == null ? null : path(name).toString();
    }
}
