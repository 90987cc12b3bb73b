/**
 * An ONNX graph in memory. Records are immutable; {@code GraphBuilder} makes them and knows the
 * shape of every result, so every value of a graph has a concrete shape.
 *
 * <p>Names are paths and repeat from build to build. A value belongs to the graph that makes it, or to one around it: the
 * body of a {@code Scan} may read values of the outer graph.
 */
package org.rankscope.graph;
