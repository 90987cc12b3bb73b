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
 * An open {@link TrainingGraph} and the state that goes from run to run. The state stays in the runtime's own tensors and is
 * copied out only where it is asked for; or, where the graph can be run in place, in the tensors that were loaded. Not for
 * several threads.
 */
final class TrainingSession implements AutoCloseable {
    private final PeakMemory memory;
    private final Session session;
    private final TrainingGraph graph;
    private Map<String, Tensor> loaded;
    private Session.Results last;

    TrainingSession(TrainingGraph graph, WeightSource weights, SessionConfig config) {
        this.graph = graph;
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

    /** Sets the {@link TrainingStates} for the next run. A graph that is run in place writes over them. */
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
        graph.outcomes().forEach(name -> all.put(name, output(name)));
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
        present(names).forEach((name, value) -> copies.put(name, graph.inPlace() ? value.copy() : value));
        return copies;
    }

    /** The named states as the last run left them, to be read before the next. */
    Map<String, Tensor> present(Collection<String> names) {
        Map<String, Tensor> present = new LinkedHashMap<>();
        names.forEach(name -> present.put(
                name,
                loaded != null
                        ? loaded.get(name)
                        : graph.states().joined(name, part -> output(TrainingGraph.NEXT + part))));
        return present;
    }

    /** Gradients of the last run's steps, [steps, P]; only if the graph keeps them. */
    Tensor gradients() {
        return output(TrainingGraph.GRADIENTS);
    }

    private Tensor output(String name) {
        return last.tensor(name);
    }

    private void run(Map<String, Tensor> feeds) {
        if (graph.inPlace()) {
            Map<String, Tensor> all = new LinkedHashMap<>(feeds);
            Map<String, Tensor> next = new LinkedHashMap<>();
            graph.states().cut(loaded).forEach((name, value) -> {
                all.put(name, value);
                next.put(TrainingGraph.NEXT + name, value);
            });
            closeResults();
            last = session.runInto(all, next);
            return;
        }
        Session.Results results;
        if (last == null) {
            Map<String, Tensor> all = new LinkedHashMap<>(feeds);
            all.putAll(graph.states().cut(loaded));
            results = session.run(all);
        } else {
            Map<String, String> carried = new LinkedHashMap<>();
            graph.states().inputs().keySet().forEach(state -> carried.put(state, TrainingGraph.NEXT + state));
            results = session.run(feeds, last, carried);
        }
        drop();
        last = results;
    }

    private void drop() {
        loaded = null;
        closeResults();
    }

    private void closeResults() {
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
