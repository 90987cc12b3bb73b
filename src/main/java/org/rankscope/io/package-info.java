/**
 * Reading what people hand in, writing what must never be half written, and where a person's own files lie. Stands below every other package and knows
 * nothing of models or studies.
 *
 * <p>Invariants: what a person got wrong leaves here as a {@link org.rankscope.io.RequestException} with one plain
 * sentence; a whole file is written beside its place and moved there.
 */
package org.rankscope.io;
