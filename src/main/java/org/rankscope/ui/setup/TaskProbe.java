package org.rankscope.ui.setup;

import java.util.Optional;
import org.rankscope.data.DataSpec;
import org.rankscope.model.Task;
import org.rankscope.study.TaskGuess;

/** Says which tasks a model can have, and which one its data are for. Called on job threads, by any number at a time. */
@FunctionalInterface
public interface TaskProbe {
    /**
     * What was found.
     *
     * @param chosen the task that the fields say; empty: guessed
     * @throws org.rankscope.io.RequestException with one sentence if the model can't be used
     */
    TaskGuess.Answer look(String model, Optional<DataSpec> data, Optional<Task> chosen);
}
