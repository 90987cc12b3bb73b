/**
 * Reverse-mode automatic differentiation over ONNX graphs. {@code Backward} is the sweep and nothing else; what an
 * operator's gradient is stands in {@code autodiff.rule}, one rule an operator and the one table of them.
 *
 * <p>Rules emit plain ONNX operators through the builder; they compute no numbers and keep no state.
 */
package org.rankscope.autodiff;
