/**
 * Reading and writing ONNX files; the only package that sees protobuf.
 *
 * <p>What is read comes out as raw records: values are names without types. A file is checked whole before anything of it
 * is used, and its weights stay where they are: views of the mapped file, or of the data files beside it.
 */
package org.rankscope.onnx;
