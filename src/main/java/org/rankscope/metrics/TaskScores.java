package org.rankscope.metrics;

import java.util.List;
import java.util.OptionalInt;
import org.rankscope.graph.DType;
import org.rankscope.model.Task;

/** Gathers what a task is judged by, batch by batch, in the order of the data. Used once; not for several threads. */
public interface TaskScores {
    void add(EvaluatedBatch batch);

    /** What was gathered comes to; {@code loss} is the mean over all items. */
    Scores scores(double loss);

    /**
     * The scores of {@code task}.
     *
     * @param labels type of its labels: FLOAT for numbers
     * @param outputs size of the last axis of the logits
     * @param classes their names; empty where there are none
     * @param noiseSteps steps of the noise of a denoiser, where that is known
     */
    static TaskScores of(Task task, DType labels, int outputs, List<String> classes, OptionalInt noiseSteps) {
        return switch (task) {
            case CAUSAL_LM, SEQ2SEQ_LM -> new LanguageScores();
            case SEQUENCE_CLASSIFICATION -> labels == DType.FLOAT ? new NumberScores() : new ClassScores(outputs);
            case TOKEN_CLASSIFICATION -> new EntityScores(classes);
            case IMAGE_CLASSIFICATION -> new TopScores(outputs);
            case SEGMENTATION -> new OverlapScores(outputs, classes);
            case CONTRASTIVE -> new RetrievalScores();
            case DENOISING -> new NoiseScores(noiseSteps);
        };
    }
}
