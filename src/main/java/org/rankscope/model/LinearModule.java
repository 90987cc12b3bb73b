package org.rankscope.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.rankscope.graph.Shape;

/**
 * A linear layer of a model: what adapters are put on.
 *
 * @param name its path in the model, as PEFT names it: {@code model.layers.0.self_attn.q_proj}
 * @param inFeatures size of the input; channels of a convolution
 * @param outFeatures size of the output; channels of a convolution
 * @param hasBias whether {@code name + ".bias"} is a parameter
 * @param head whether it is the output head, which {@code all-linear} leaves out
 * @param layout order of the axes of {@code name + ".weight"}
 * @param library order of those axes in the library's own model, which files of adapters keep to: an export may have turned
 *     the weight
 * @param kernel spatial sizes of a convolution; empty for a plain layer
 * @param groups groups of a convolution, else 1
 * @param embedding whether it is a table that is looked up: a linear layer whose inputs are one-hot, so that {@code
 *     inFeatures} is the vocabulary, {@code outFeatures} the hidden size, and the layout {@link WeightLayout#IN_OUT}
 * @param weightName the parameter that is its weight, mostly {@code name + ".weight"}: what is tied has another's
 * @param olderName its path in the checkpoint's file, where that has another: older versions of the transformers library
 *     named modules in memory so, and adapters of that time do
 */
@RecordBuilder
public record LinearModule(
        String name,
        int inFeatures,
        int outFeatures,
        boolean hasBias,
        boolean head,
        WeightLayout layout,
        WeightLayout library,
        List<Long> kernel,
        int groups,
        boolean embedding,
        String weightName,
        String olderName) {
    private static final String WEIGHT = ".weight";

    public LinearModule {
        kernel = List.copyOf(kernel);
    }

    /** A table [vocabulary, hidden] that tokens are looked up in. */
    public static LinearModule embedding(String name, int vocabulary, int hidden) {
        return new LinearModule(
                name,
                vocabulary,
                hidden,
                false,
                false,
                WeightLayout.IN_OUT,
                WeightLayout.IN_OUT,
                List.of(),
                1,
                true,
                name + WEIGHT,
                name);
    }

    /** A layer with a single name. */
    public LinearModule(
            String name,
            int inFeatures,
            int outFeatures,
            boolean hasBias,
            boolean head,
            WeightLayout layout,
            List<Long> kernel,
            int groups) {
        this(name, inFeatures, outFeatures, hasBias, head, layout, layout, kernel, groups, false, name + WEIGHT, name);
    }

    /** A plain layer with a weight [out, in]. */
    public LinearModule(String name, int inFeatures, int outFeatures, boolean hasBias, boolean head) {
        this(name, inFeatures, outFeatures, hasBias, head, WeightLayout.OUT_IN, List.of(), 1);
    }

    /** This layer with another name in files. */
    public LinearModule withOlderName(String older) {
        return LinearModuleBuilder.builder(this).olderName(older).build();
    }

    /** This layer, whose weight the library's own model holds in another order. */
    public LinearModule withLibraryLayout(WeightLayout inLibrary) {
        return LinearModuleBuilder.builder(this).library(inLibrary).build();
    }

    /** Whether it is a {@code Conv1D} of GPT-2: a plain layer that the library holds as [in, out]. */
    public boolean isConv1d() {
        return library == WeightLayout.IN_OUT && !embedding;
    }

    public boolean isConvolution() {
        return !kernel.isEmpty();
    }

    /** Shape of the weight. */
    public Shape weightShape() {
        if (isConvolution()) {
            Shape outer = Shape.of(outFeatures, inFeatures / groups);
            return outer.append(kernel);
        }
        return layout == WeightLayout.OUT_IN ? Shape.of(outFeatures, inFeatures) : Shape.of(inFeatures, outFeatures);
    }

    /** This layer with the weight of another. */
    public LinearModule tiedTo(String weight) {
        return LinearModuleBuilder.builder(this).weightName(weight).build();
    }

    /** Whether its weight is another's. */
    public boolean isTied() {
        return !weightName.equals(name + WEIGHT);
    }

    /** Name of the bias [out] in the model's file. */
    public String biasName() {
        return name + ".bias";
    }
}
