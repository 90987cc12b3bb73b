/** Writing ONNX files; the only package that sees protobuf. */
package org.rankscope.onnx;
