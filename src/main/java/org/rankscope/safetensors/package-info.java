/**
 * The safetensors file format: a little-endian u64 header length, a JSON header, then the numbers of all tensors
 * without gaps. Uses {@code io} and {@code graph}; knows nothing of models.
 *
 * <p>Invariants: a header is believed only after every promise in it was checked against the file, so a tensor that is
 * handed out lies wholly inside the file; numbers are mapped, not read, one mapping a tensor, so that a file may be
 * larger than one buffer.
 *
 * <p>Source: the format's description in the safetensors project's README, "Format".
 */
package org.rankscope.safetensors;
