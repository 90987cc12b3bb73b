package org.rankscope.onnx;

import java.nio.file.Path;

/**
 * What an ONNX file holds, checked but not yet understood: names are unique, everything that is read is made, nothing is
 * cyclic, tensors fit their bytes, functions are inlined.
 *
 * @param producer the program that wrote it, {@code pytorch 2.5.1}; may be empty
 * @param opset version of the default operator set
 */
public record RawModel(Path file, String producer, int opset, RawGraph graph) {}
