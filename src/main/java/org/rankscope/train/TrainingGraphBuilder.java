package org.rankscope.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rankscope.graph.DType;
import org.rankscope.graph.Fusion;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.ModelGraph;
import org.rankscope.peft.AdapterMethod;

/** Makes a {@link TrainingGraph}: the outer graph, with both scans in it. */
final class TrainingGraphBuilder {
    private final AdapterMethod.Injected training;
    private final ModelLoss trainingLoss;
    private final ModelLoss evaluationLoss;
    private final TrainingGraph.Options options;
    private final Targets targets;
    private final List<Value> fed;
    private final TrainingStates states;
    private final StepScalars stepScalars;
    private final List<Value> drawn;
    private final GraphBuilder outer = new GraphBuilder("rankscope");

    TrainingGraphBuilder(
            ModelGraph model, AdapterMethod method, Optional<AdapterMethod> teacher, TrainingGraph.Options options) {
        Graph base = method.base(model, options.batchSize(), options.sequenceLength());
        this.targets = Targets.of(
                model,
                options.task(),
                options.batchSize(),
                options.sequenceLength(),
                method.virtualTokens(),
                ModelLoss.Teacher.virtualTokens(teacher));
        this.training = method.inject(base, AdapterMethod.Mode.TRAINING);
        this.drawn = training.drawn().stream().map(AdapterMethod.Drawn::input).toList();
        this.trainingLoss = new ModelLoss(
                training.graph(),
                ModelLoss.Teacher.of(teacher, model, options.batchSize(), options.sequenceLength()),
                targets);
        Graph evaluation = method.inject(base, AdapterMethod.Mode.EVALUATION).graph();
        this.evaluationLoss = new ModelLoss(
                evaluation,
                ModelLoss.Teacher.of(teacher, model, options.batchSize(), options.sequenceLength()),
                targets);
        this.options = options;
        this.fed = ModelLoss.fed(model, targets, options.batchSize(), options.sequenceLength());
        this.states = TrainingStates.of(method, model, options.halves());
        this.stepScalars = new StepScalars(
                AdamW.of(options.optimizer()),
                LearningGroups.of(method.trainable(), options.optimizer()),
                states.rule());
    }

    TrainingGraph build() {
        List<Value> now = states.inputs().entrySet().stream()
                .map(state -> outer.input(state.getKey(), DType.FLOAT, state.getValue()))
                .toList();
        Value trainWanted = outer.input(TrainingGraph.TRAIN + TrainingGraph.WANTED, DType.BOOL, Shape.SCALAR);
        List<Value> scanned = new ArrayList<>();
        fed.forEach(tensor ->
                scanned.add(steps(tensor.name(), tensor.dtype(), tensor.shape().prepend(options.microBatches()))));
        scanned.add(steps(TrainingGraph.WEIGHT, DType.FLOAT, Shape.of(options.microBatches())));
        drawn.forEach(input ->
                scanned.add(steps(input.name(), input.dtype(), input.shape().prepend(options.microBatches()))));
        stepScalars.names().forEach(name -> scanned.add(steps(name, DType.FLOAT, Shape.SCALAR)));
        List<String> trainNames = new ArrayList<>();
        now.forEach(state -> trainNames.add(TrainingGraph.NEXT + state.name()));
        trainNames.addAll(List.of(TrainingGraph.LOSS, TrainingGraph.GRADIENT_NORM));
        if (options.keepGradients()) {
            trainNames.add(TrainingGraph.GRADIENTS);
        }
        StepGradient gradient = new StepGradient(trainingLoss, options, fed, drawn, states, outer);
        Graph step = new StepBody(gradient, options, states, stepScalars, outer).build();
        GraphBuilder some = new GraphBuilder("some_steps");
        Graph train = some.buildBody(some.scan(step, now, scanned), outer);
        List<Value> results = new ArrayList<>(outer.either(trainWanted, train, noSteps(now), trainNames));

        Value evaluationWanted = outer.input(TrainingGraph.EVALUATION + TrainingGraph.WANTED, DType.BOOL, Shape.SCALAR);
        List<Value> batches = fed.stream()
                .map(tensor -> outer.input(
                        TrainingGraph.EVALUATION + tensor.name(),
                        tensor.dtype(),
                        tensor.shape().prepend(Shape.FREE)))
                .toList();
        Evaluation body = evaluationBody(results.subList(0, states.parts().size()));
        GraphBuilder all = new GraphBuilder("all_batches");
        Graph evaluate = all.buildBody(all.scan(body.graph(), List.of(), batches), outer);
        GraphBuilder none = new GraphBuilder("no_batches");
        Graph skip = none.in("none", () -> {
            List<Value> empty = new ArrayList<>();
            body.graph()
                    .outputs()
                    .forEach(output -> addNothing(
                            none, empty, output.dtype(), output.shape().prepend(0)));
            return none.buildBody(empty, outer);
        });
        results.addAll(outer.either(evaluationWanted, evaluate, skip, body.names()));
        Graph whole = outer.build(results);
        Graph graph = options.halves()
                .map(halves ->
                        halves.applied(whole, now.stream().map(Value::name).collect(Collectors.toSet())))
                .orElse(whole);
        return new TrainingGraph(
                graph,
                states,
                states.areCut() && !options.device().isCuda(),
                targets,
                body.names(),
                fed,
                training.drawn(),
                stepScalars,
                options.halves());
    }

    /** The states as they are, and no losses. */
    private Graph noSteps(List<Value> now) {
        GraphBuilder g = new GraphBuilder("no_steps");
        return g.in("none", () -> {
            List<Value> results = new ArrayList<>(now.stream().map(g::identity).toList());
            addNothing(g, results, DType.FLOAT, Shape.of(0));
            addNothing(g, results, DType.FLOAT, Shape.of(0));
            if (options.keepGradients()) {
                addNothing(g, results, DType.FLOAT, states.parameters().shape().prepend(0));
            }
            return g.buildBody(results, outer);
        });
    }

    /** Adds a value of an {@code empty} shape that is none of {@code results}: those are outputs, each its own. */
    private static void addNothing(GraphBuilder g, List<Value> results, DType dtype, Shape empty) {
        Value nothing = g.identity(g.constant(Tensor.zeros(dtype, empty)));
        while (results.contains(nothing)) {
            nothing = g.identity(nothing);
        }
        results.add(nothing);
    }

    private Value steps(String name, DType dtype, Shape slice) {
        return outer.input(TrainingGraph.TRAIN + name, dtype, slice.prepend(Shape.FREE));
    }

    /** The body of the scan over evaluation batches, and the names of what it gives. */
    private record Evaluation(Graph graph, List<String> names) {}

    private Evaluation evaluationBody(List<Value> theta) {
        GraphBuilder g = new GraphBuilder("eval");
        return g.in("evaluation", () -> {
            Map<String, Value> batch = new LinkedHashMap<>();
            fed.forEach(tensor ->
                    batch.put(tensor.name(), g.input("evaluation/" + tensor.name(), tensor.dtype(), tensor.shape())));
            Map<String, Value> found = evaluationLoss.evaluate(g, states.split(g, theta), batch);
            return new Evaluation(
                    Fusion.of(g.buildBody(List.copyOf(found.values()), outer)), List.copyOf(found.keySet()));
        });
    }
}
