package org.rankscope.ui.setup;

import java.util.Optional;
import org.rankscope.data.DataSpec;
import org.rankscope.insight.advice.Purpose;
import org.rankscope.model.Task;
import org.rankscope.study.StudyAdvice;

/** Says where to start with a model and data. Called on job threads, by any number at a time. */
@FunctionalInterface
public interface AdviceProbe {
    /**
     * Advice for {@code model}, with its reasons.
     *
     * @param task empty: what such models are trained for most
     * @param purpose empty: guessed
     * @param device what is to train, as a specification names it
     * @throws org.rankscope.io.RequestException with one sentence if model or data can't be used
     */
    StudyAdvice.Answer advise(
            String model, Optional<DataSpec> data, Optional<Task> task, Optional<Purpose> purpose, String device);
}
