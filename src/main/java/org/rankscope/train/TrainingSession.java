package org.rankscope.train;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Tensor;
import org.rankscope.model.WeightSource;
import org.rankscope.runtime.PeakMemory;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/**
 * An open {@link TrainingGraph} and the state that goes from run to run. The state stays in the runtime's own tensors; it is
 * copied out only where it is asked for. Not for several threads.
 */
final class TrainingSession implements AutoCloseable {
    private final PeakMemory memory;
    private final Session session;
    private final List<String> outcomes;
    private final List<String> states;
    private Map<String, Tensor> loaded;
    private Session.Results last;

    TrainingSession(TrainingGraph graph, WeightSource weights, SessionConfig config) {
        this.outcomes = graph.outcomes();
        this.states = List.copyOf(graph.states().keySet());
        this.memory = PeakMemory.of(config.device());
        try {
            this.session = Session.open(
                    graph.graph(),
                    graph.halves()
                            .map(halves -> halves.weights(graph.graph(), weights))
                            .orElse(weights::weight),
                    config);
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /** The most memory that it has taken where it runs: {@link PeakMemory}. */
    long peakMemoryBytes() {
        return memory.bytes();
    }

    /** Losses and gradient norms of the steps of one run. */
    record StepResults(float[] losses, float[] gradientNorms) {}

    /** Sets the {@link TrainingGraph#states} for the next run. */
    void load(Map<String, Tensor> values) {
        drop();
        loaded = new LinkedHashMap<>(values);
    }

    /** Runs the steps that {@code feeds} hold. */
    StepResults train(Map<String, Tensor> feeds) {
        run(feeds);
        return new StepResults(
                output(TrainingGraph.LOSS).floats(),
                output(TrainingGraph.GRADIENT_NORM).floats());
    }

    /** What the batches that {@code feeds} hold came to, batch by batch: {@link TrainingGraph#outcomes} by name. */
    List<Map<String, Tensor>> evaluate(Map<String, Tensor> feeds) {
        run(feeds);
        Map<String, Tensor> all = new LinkedHashMap<>();
        outcomes.forEach(name -> all.put(name, output(name)));
        List<Map<String, Tensor>> batches = new ArrayList<>();
        long count = all.get(TrainingGraph.ROW_LOSSES).shape().dim(0);
        for (long batch = 0; batch < count; batch++) {
            Map<String, Tensor> one = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> output : all.entrySet()) {
                one.put(output.getKey(), output.getValue().at(batch));
            }
            batches.add(one);
        }
        return batches;
    }

    /** Copies of the named states as the last run left them. */
    Map<String, Tensor> states(Collection<String> names) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        names.forEach(name -> copies.put(name, last == null ? loaded.get(name) : output(TrainingGraph.NEXT + name)));
        return copies;
    }

    /** Gradients of the last run's steps, [steps, P]; only if the graph keeps them. */
    Tensor gradients() {
        return output(TrainingGraph.GRADIENTS);
    }

    private Tensor output(String name) {
        return last.tensor(name);
    }

    private void run(Map<String, Tensor> feeds) {
        Session.Results results;
        if (last == null) {
            Map<String, Tensor> all = new LinkedHashMap<>(feeds);
            all.putAll(loaded);
            results = session.run(all);
        } else {
            Map<String, String> carried = new LinkedHashMap<>();
            states.forEach(state -> carried.put(state, TrainingGraph.NEXT + state));
            results = session.run(feeds, last, carried);
        }
        drop();
        last = results;
    }

    private void drop() {
        loaded = null;
        if (last != null) {
            last.close();
            last = null;
        }
    }

    @Override
    public void close() {
        drop();
        session.close();
        memory.close();
    }
}
