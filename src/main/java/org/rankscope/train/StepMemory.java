package org.rankscope.train;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.model.ModelGraph;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.ArenaUse;

/**
 * What a training step takes of memory, from its graph: the graph is built as for training and run in numbers, without
 * weights. Any thread.
 *
 * @param weights bytes of the parameters that the graph reads
 * @param trained numbers that are trained
 * @param stateBytes what goes from step to step beside these: the optimiser's moments, and what the method itself keeps
 * @param tensorBytes what the runtime's tensors come to lie on: activations, gradients, states
 * @param placedBytes states that lie in the program's own memory instead, see {@link TrainingGraph#inPlace}
 * @param nodes operators in the graph, evaluation included
 */
public record StepMemory(long weights, long trained, long stateBytes, long tensorBytes, long placedBytes, int nodes) {
    /**
     * The memory of one step.
     *
     * @param model its weights are not asked for
     * @param teacher the adapter of a teacher, whose distributions are computed as well
     */
    public static StepMemory of(
            ModelGraph model, AdapterConfig adapter, Optional<AdapterConfig> teacher, StepSetting setting) {
        TrainingGraph.Options options = new TrainingGraph.Options(
                setting.task(),
                setting.batchSize(),
                setting.sequenceLength(),
                1,
                new TrialSpec.OptimizerSpec(null, null, null, null, null, null, null, null),
                OptionalDouble.empty(),
                false,
                setting.recompute(),
                Halves.of(setting.precision(), setting.device()),
                setting.device());
        TrainingGraph graph = TrainingGraph.build(
                model,
                AdapterMethod.of(adapter, model),
                teacher.map(config -> AdapterMethod.of(config, model)),
                options);
        long stateBytes = bytes(graph.states().shapes().values())
                - bytes(List.of(graph.parameters().shape()));
        return new StepMemory(
                graph.graph().parameters().stream()
                        .mapToLong(parameter ->
                                parameter.shape().elements() * parameter.dtype().bytes())
                        .sum(),
                graph.parameters().size(),
                stateBytes,
                setting.device().isCuda() ? ArenaUse.deviceBytes(graph.graph()) : touchedBytes(graph),
                graph.inPlace() ? bytes(graph.states().shapes().values()) : 0,
                nodes(graph.graph()));
    }

    private static long touchedBytes(TrainingGraph graph) {
        return graph.inPlace()
                ? ArenaUse.touchedBytes(graph.graph(), graph.nextStates())
                : ArenaUse.touchedBytes(graph.graph());
    }

    private static long bytes(Collection<Shape> shapes) {
        return shapes.stream().mapToLong(Shape::elements).sum() * Float.BYTES;
    }

    private static int nodes(Graph graph) {
        int count = 0;
        for (Node node : graph.nodes()) {
            count++;
            for (Attribute attribute : node.attributes().values()) {
                count += attribute instanceof Attribute.Body body ? nodes(body.graph()) : 0;
            }
        }
        return count;
    }
}
