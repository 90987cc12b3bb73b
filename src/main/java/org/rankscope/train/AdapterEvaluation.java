package org.rankscope.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rankscope.data.Dataset;
import org.rankscope.data.Datasets;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.DType;
import org.rankscope.graph.Fusion;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.metrics.Scores;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.WeightSource;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.FlatParameters;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/**
 * A model on data that it is not trained on, ready to be measured with any values of its adapter: those are an input, so
 * that one session serves them all. Not for several threads.
 */
public final class AdapterEvaluation implements AutoCloseable {
    private static final String THETA = "theta";

    private final BaseModel model;
    private final Targets targets;
    private final boolean taught;
    private final TokenBatches batches;
    private final List<Value> fed;
    private final FlatParameters parameters;
    private final List<String> outcomes;
    private final Session session;
    private final Runnable data;

    /**
     * A loss and where it comes from.
     *
     * @param loss mean over predicted items: nats, or squared error where numbers are predicted
     * @param items predicted items: tokens, rows, images or pixels; of pairs two each
     * @param rows mean loss of each row that predicts anything, in the order of the data
     * @param scores what else the task is judged by
     */
    public record Loss(double loss, long items, List<Double> rows, Scores scores) {}

    private AdapterEvaluation(
            BaseModel model,
            Task task,
            Optional<AdapterMethod> method,
            Optional<AdapterMethod> teacher,
            Map<String, Tensor> teacherValues,
            TokenBatches batches,
            Optional<Halves> halves,
            SessionConfig config,
            Runnable data) {
        this.model = model;
        this.data = data;
        this.taught = teacher.isPresent();
        this.targets = Targets.of(
                model,
                task,
                batches.batchSize(),
                batches.sequenceLength(),
                method.map(AdapterMethod::virtualTokens).orElse(0),
                ModelLoss.Teacher.virtualTokens(teacher));
        this.batches = batches;
        this.fed = ModelLoss.fed(model, targets, batches.batchSize(), batches.sequenceLength());
        this.parameters =
                new FlatParameters(method.map(AdapterMethod::trainable).orElse(Map.of()));
        int rows = batches.batchSize();
        int length = batches.sequenceLength();
        Graph forward = method.map(
                        adapter -> adapter.inject(adapter.base(model, rows, length), AdapterMethod.Mode.EVALUATION)
                                .graph())
                .orElseGet(() -> model.forward(rows, length));
        GraphBuilder g = new GraphBuilder("evaluation");
        Map<String, Value> batch = new LinkedHashMap<>();
        fed.forEach(tensor -> batch.put(tensor.name(), g.input(tensor)));
        Map<String, Value> trained =
                method.isPresent() ? parameters.split(g, g.input(THETA, DType.FLOAT, parameters.shape())) : Map.of();
        Map<String, Value> found = new ModelLoss(forward, ModelLoss.Teacher.of(teacher, model, rows, length), targets)
                .evaluate(g, trained, batch);
        List<Value> outputs = new ArrayList<>();
        found.forEach((name, value) -> outputs.add(g.named(g.in("out", () -> g.identity(value)), name)));
        this.outcomes = List.copyOf(found.keySet());
        Graph exact = Fusion.of(g.build(outputs));
        Graph graph = halves.map(one -> one.applied(exact, Set.of(THETA))).orElse(exact);
        WeightSource weights = FrozenValues.of(model, method, 0, teacherValues);
        this.session = Session.open(
                graph, halves.map(one -> one.weights(graph, weights)).orElse(weights::weight), config);
    }

    /** On all of {@code batches}; without {@code method} it is the base model that is measured. */
    public static AdapterEvaluation of(
            BaseModel model,
            Task task,
            Optional<AdapterMethod> method,
            TokenBatches batches,
            Precision precision,
            SessionConfig config) {
        return new AdapterEvaluation(
                model,
                task,
                method,
                Optional.empty(),
                Map.of(),
                batches,
                Halves.of(precision, config.device()),
                config,
                () -> {});
    }

    /**
     * As a trial measures itself: on its held-out data, against its teacher's distributions where it has one.
     *
     * @param spec with its paths resolved
     * @param method of the trial's adapter
     */
    public static AdapterEvaluation ofTrial(
            TrialSpec spec, BaseModel model, AdapterMethod method, Datasets datasets, SessionConfig config) {
        Optional<Path> teacher = Optional.ofNullable(spec.data().teacher()).map(Path::of);
        Optional<AdapterMethod> teacherMethod =
                teacher.map(path -> AdapterMethod.of(AdapterFiles.readConfig(path), model));
        Dataset data = TrialData.open(spec, model, datasets);
        return new AdapterEvaluation(
                model,
                spec.task(),
                Optional.of(method),
                teacherMethod,
                teacher.map(path -> teacherMethod.orElseThrow().load(path)).orElse(Map.of()),
                data.validation(),
                Halves.of(spec.precision(), config.device()),
                config,
                data::close);
    }

    /**
     * The loss with {@code values}, which are empty where the base model is measured.
     *
     * @param values in the shapes of the method's {@link AdapterMethod#trainable}
     */
    public Loss with(Map<String, Tensor> values) {
        Map<String, Tensor> theta = values.isEmpty() ? Map.of() : Map.of(THETA, parameters.pack(values));
        EvaluationSum sum = EvaluationSum.of(model, targets, taught);
        for (int index = 0; index < batches.count(); index++) {
            Map<String, Tensor> batch = batches.at(index);
            GatheredBatches gathered = new GatheredBatches(targets, fed, Shape.SCALAR);
            gathered.append(batch);
            Map<String, Tensor> feeds = new LinkedHashMap<>(theta);
            gathered.addTo(feeds, "");
            try (Session.Results results = session.run(feeds)) {
                Map<String, Tensor> outcome = new LinkedHashMap<>();
                outcomes.forEach(name -> outcome.put(name, results.tensor(name)));
                sum.add(batch, outcome);
            }
        }
        return sum.loss();
    }

    @Override
    public void close() {
        session.close();
        data.run();
    }
}
