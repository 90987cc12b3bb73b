package org.rankscope.ui.setup;

/** Looks at a model. Called on job threads, by any number at a time. */
@FunctionalInterface
public interface ModelProbe {
    /**
     * What was understood of {@code model} (a directory, an .onnx file or {@code bundled:NAME}).
     *
     * @throws org.rankscope.io.RequestException with one sentence if it can't be used
     */
    ModelFacts describe(String model);
}
