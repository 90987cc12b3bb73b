package org.rankscope.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.rankscope.data.Dataset;
import org.rankscope.data.Datasets;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ModelSource;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterLabels;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.BaseReference;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.safetensors.SafetensorsWriter;

/** Makes ready and runs one trial: model, data, adapter, graph, session; then {@link TrainingLoop}. */
public final class Trainer {
    /** Where a run keeps what it needs to go on. */
    public static final String CHECKPOINT = "checkpoint";

    /** Where a run leaves the gradients of {@code dump_gradients_at_step}. */
    public static final String GRADIENTS = "gradients.safetensors";

    /** Where a run leaves what it learnt. */
    public static final String ADAPTER = "adapter";

    private final ModelSource models;
    private final Datasets datasets;

    /** @param models opens the model that a specification names, with the head that the labels of its data ask for */
    public Trainer(ModelSource models, Datasets datasets) {
        this.models = models;
        this.datasets = datasets;
    }

    /**
     * Trains in {@code directory}: metrics.jsonl, checkpoint/ and adapter/. Goes on from its checkpoint where there is one.
     *
     * @throws RequestException if the specification can't be met
     * @throws DivergedException on a loss that is no finite number
     * @throws CancelledException soon after {@code cancelled} turns true, with a checkpoint stored
     */
    public TrialResult train(TrialSpec spec, Path directory, TrialListener listener, BooleanSupplier cancelled)
            throws IOException {
        SessionConfig session = spec.session();
        HeadSpec head = TrialData.head(spec, datasets);
        try (BaseModel model = TrialData.model(spec, models, datasets);
                Dataset data = data(spec, model)) {
            model.notes().forEach(listener::noted);
            data.leftOut().forEach(listener::noted);
            Optional<Path> initial = Optional.ofNullable(spec.initialAdapter()).map(Path::of);
            AdapterMethod method = AdapterMethod.of(TrialData.adapter(spec).forRun(spec.steps()), model);
            Optional<Path> teacher = Optional.ofNullable(spec.data().teacher()).map(Path::of);
            Optional<AdapterMethod> teacherMethod =
                    teacher.map(path -> AdapterMethod.of(AdapterFiles.readConfig(path), model));
            if (spec.steps() > data.train().count() / spec.optimizer().gradientAccumulationSteps()) {
                throw new RequestException("steps: " + spec.steps() + " steps need more batches than the "
                        + data.train().count() + " that " + spec.data().batches() + " holds.");
            }
            checkLength("data.batches: a row of", data.train().sequenceLength(), model, spec);
            // Ready-made batches bring their own shape, whatever the specification says or leaves out.
            TrainingGraph graph = TrainingGraph.build(
                    model,
                    method,
                    teacherMethod,
                    TrainingGraph.Options.of(
                            spec, data.train().batchSize(), data.train().sequenceLength(), session.device()));
            Map<String, Tensor> teacherValues =
                    teacher.map(path -> teacherMethod.orElseThrow().load(path)).orElse(Map.of());
            Map<String, Tensor> start =
                    initial.isPresent() ? method.load(initial.get()) : method.initialValues(model, spec.seed());
            StepFeeds feeds = new StepFeeds(spec, data.train(), data.validation(), graph);

            try (TrainingSession training = new TrainingSession(
                    graph, FrozenValues.of(model, Optional.of(method), spec.seed(), teacherValues), session)) {
                TrainingLoop loop = new TrainingLoop(
                        spec,
                        directory,
                        graph,
                        training,
                        feeds,
                        new Validation(
                                training,
                                feeds,
                                data.validation(),
                                () -> EvaluationSum.of(model, graph.targets(), teacher.isPresent())));
                return loop.run(
                        graph.parameters().pack(start),
                        new Storage(
                                method,
                                graph,
                                method.fixedValues(model, spec.seed()),
                                directory,
                                new BaseReference(spec.model(), spec.task()),
                                head.withLabels(head.numbers() ? List.of() : model.labels())),
                        listener,
                        cancelled);
            }
        }
    }

    private Dataset data(TrialSpec spec, BaseModel model) {
        if (spec.data().batches() == null) {
            checkLength("sequence_length:", spec.sequenceLength(), model, spec);
        }
        return TrialData.open(spec, model, datasets);
    }

    /** Where a run leaves its adapter and, if they are asked for, its gradients: both under the names of the adapter's file. */
    private record Storage(
            AdapterMethod method,
            TrainingGraph graph,
            Map<String, Tensor> fixed,
            Path directory,
            BaseReference base,
            HeadSpec head)
            implements TrainingLoop.Keeper {
        @Override
        public long keep(Map<String, Tensor> states) throws IOException {
            Path adapter = directory.resolve(ADAPTER);
            if (!head.labels().isEmpty() || head.numbers()) {
                AdapterLabels.write(adapter, head);
            }
            Map<String, Tensor> values = new LinkedHashMap<>(graph.states().values(states));
            values.putAll(fixed);
            return method.save(adapter, base, values);
        }

        @Override
        public void keepGradients(int step, Tensor gradients) throws IOException {
            SafetensorsWriter.write(
                    directory.resolve(GRADIENTS),
                    method.stored(graph.parameters().unpack(gradients)),
                    Map.of("step", String.valueOf(step)));
        }
    }

    private static void checkLength(String what, int length, BaseModel model, TrialSpec spec) {
        if (length > model.maxSequenceLength()) {
            throw new RequestException(what + " " + length + " is more than the " + model.maxSequenceLength()
                    + " positions that " + spec.model() + " takes.");
        }
    }
}
