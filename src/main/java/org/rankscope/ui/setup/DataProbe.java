package org.rankscope.ui.setup;

import org.rankscope.data.DataSpec;
import org.rankscope.model.Task;

/** Looks at a dataset as a model would read it for a task. Called on job threads, by any number at a time. */
@FunctionalInterface
public interface DataProbe {
    /**
     * What was understood.
     *
     * @throws org.rankscope.io.RequestException with one sentence if it can't be used
     */
    DataFacts describe(DataSpec data, String model, Task task, int batchSize, int sequenceLength);
}
