package org.rankscope.train;

import java.util.Optional;
import java.util.OptionalDouble;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.ArenaUse;

/**
 * What a training step takes of memory, from its graph: the graph is built as for training and run in numbers, without
 * weights. Any thread.
 *
 * @param trained numbers that are trained
 * @param stateBytes what goes from step to step beside these: the optimiser's moments, and what the method itself keeps
 * @param tensorBytes pages that the runtime's tensors come to lie on: activations, gradients, states
 * @param nodes operators in the graph, evaluation included
 */
public record StepMemory(long trained, long stateBytes, long tensorBytes, int nodes) {
    /**
     * The memory of one step on a batch of the given shape.
     *
     * @param model its weights are not asked for
     * @param teacher the adapter of a teacher, whose distributions are computed as well
     * @param recompute whether activations are computed again, see {@link TrialSpec#gradientCheckpointing}
     */
    public static StepMemory of(
            ModelGraph model,
            AdapterConfig adapter,
            Optional<AdapterConfig> teacher,
            Task task,
            int batchSize,
            int sequenceLength,
            boolean recompute) {
        TrainingGraph.Options options = new TrainingGraph.Options(
                task,
                batchSize,
                sequenceLength,
                1,
                new TrialSpec.OptimizerSpec(null, null, null, null, null, null, null, null),
                OptionalDouble.empty(),
                false,
                recompute,
                Optional.empty());
        TrainingGraph graph = TrainingGraph.build(
                model,
                AdapterMethod.of(adapter, model),
                teacher.map(config -> AdapterMethod.of(config, model)),
                options);
        long stateBytes =
                graph.states().values().stream().mapToLong(Shape::elements).sum() * Float.BYTES
                        - graph.parameters().size() * Float.BYTES;
        return new StepMemory(
                graph.parameters().size(), stateBytes, ArenaUse.touchedBytes(graph.graph()), nodes(graph.graph()));
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
