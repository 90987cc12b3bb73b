/**
 * What leaves the building: a trained adapter as a PEFT directory, merged into a whole model, as an {@code .onnx} file, and
 * as ONNX Runtime's {@code .onnx_adapter}; one format a file. May use models, adapters and the runtime, and knows nothing of
 * studies or trials.
 *
 * <p>Invariants: what is written is complete or not there at all; nothing that exists is replaced; a model that is written is
 * run, and its logits are compared with those of the base model with the adapter in it, before it stands in its place.
 *
 * <p>Decision: forward graphs here have concrete shapes, files for others must not. {@code AnySize} makes one graph of
 * several, in place of a second way to write every architecture.
 *
 * <p>Decision: weights that change are stored as float32, whatever the checkpoint's type: rounding them to its sixteen bits
 * would throw away much of what a small update is. All others are copied as they are.
 */
package org.rankscope.export;
