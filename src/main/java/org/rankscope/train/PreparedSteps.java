package org.rankscope.train;

import java.util.Optional;
import org.rankscope.data.TokenBatches;
import org.rankscope.model.BaseModel;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;

/** The training graph of a trial and random batches for it: what benchmarks run. */
record PreparedSteps(BaseModel model, TrialSpec spec, AdapterMethod method, TrainingGraph graph, StepFeeds feeds) {
    static PreparedSteps of(BaseModel model, TrialSpec spec, Device device) {
        AdapterMethod method = AdapterMethod.of(spec.adapter(), model);
        TrainingGraph graph = TrainingGraph.build(
                model,
                method,
                Optional.empty(),
                TrainingGraph.Options.of(spec, spec.batchSize(), spec.sequenceLength(), device));
        TokenBatches random = RandomBatches.of(model, spec);
        return new PreparedSteps(model, spec, method, graph, new StepFeeds(spec, random, random, graph));
    }

    /** Takes {@code count} steps after {@code done}, in calls as training makes them. */
    void train(TrainingSession session, int done, int count) {
        int each = Math.min(count, graph.stepsACall());
        for (int from = done; from < done + count; from += each) {
            session.train(feeds.steps(from, Math.min(each, done + count - from)));
        }
    }

    /** Opens a session at the first step. */
    TrainingSession open(SessionConfig config) {
        TrainingSession session = new TrainingSession(graph, model, config);
        session.load(graph.states().starting(graph.parameters().pack(method.initialValues(model, spec.seed()))));
        return session;
    }
}
