package org.rankscope.ui.setup;

import java.util.Map;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;

/** Says which methods can't be used with a model. Called on job threads, by any number at a time. */
@FunctionalInterface
public interface MethodProbe {
    /**
     * Why not, in one sentence each, for the methods that can't be used with {@code model} for {@code task}; those that can
     * are left out.
     *
     * @param adapter what all methods have in common
     * @param precision how the base model is held, where a method leaves the choice
     * @throws org.rankscope.io.RequestException with one sentence if the model can't be used
     */
    Map<Method, String> obstacles(String model, Task task, AdapterConfig adapter, Precision precision);
}
