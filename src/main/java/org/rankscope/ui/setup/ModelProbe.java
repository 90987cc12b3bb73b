package org.rankscope.ui.setup;

/** Looks at a model. Called on job threads, by any number at a time. */
@FunctionalInterface
public interface ModelProbe {
    /**
     * What was understood of {@code model} (a directory, or {@code bundled:NAME}), for a person:
     * {@code Llama · 5 layers · 260,032 parameters}.
     *
     * @throws org.rankscope.io.RequestException with one sentence if it can't be used
     */
    String describe(String model);
}
