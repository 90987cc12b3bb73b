package org.rankscope.model.imported;

import java.util.Optional;
import org.rankscope.graph.Shape;
import org.rankscope.model.WeightLayout;
import org.rankscope.onnx.RawNode;

/**
 * A product with a weight, as the file writes it.
 *
 * @param product the node that multiplies or convolves
 * @param weight the initializer; of a weight in few bits its codes
 * @param layout order of the weight's axes
 * @param bias the initializer that is added, if any
 * @param addition the node that adds it where the product doesn't
 */
record LinearLayer(
        RawNode product, String weight, WeightLayout layout, Optional<String> bias, Optional<RawNode> addition) {
    /** This layer with another initializer that holds the same weight. */
    LinearLayer with(String sameWeight, WeightLayout itsLayout) {
        return new LinearLayer(product, sameWeight, itsLayout, bias, addition);
    }

    boolean isConvolution() {
        return product.is("Conv");
    }

    /** Whether the weight is held as codes of a few bits. */
    boolean isPacked() {
        return PackedProducts.isPacked(product);
    }

    /** Shape of the weight, written out where it is held as codes. */
    Shape weightShape(GraphIndex index) {
        return isPacked()
                ? PackedProducts.weight(product)
                : index.graph().initializers().get(weight).shape();
    }

    /** What the product adds itself, {@code ""} if nothing: its bias, or something else. */
    String addend() {
        return product.input(PackedProducts.bias(product));
    }

    /** Where the result stands that has the bias in it. */
    String result() {
        return addition.orElse(product).outputs().get(0);
    }
}
