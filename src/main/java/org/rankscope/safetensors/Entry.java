package org.rankscope.safetensors;

import org.rankscope.graph.Shape;

/**
 * What a header says of one tensor.
 *
 * @param begin first byte, counted from the end of the header
 * @param end one past the last byte, counted likewise
 */
record Entry(String name, StoredType type, Shape shape, long begin, long end) {}
