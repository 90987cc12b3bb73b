package org.rankscope.ui.setup;

import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;

/** Finds the modules of a model that an adapter would go on. Called on job threads, by any number at a time. */
@FunctionalInterface
public interface AdapterProbe {
    /**
     * Which modules of {@code model} {@code adapter} goes on, where it is for {@code task}.
     *
     * @throws org.rankscope.io.RequestException with one sentence if it can't be used
     */
    AdapterFacts describe(String model, Task task, AdapterConfig adapter);
}
