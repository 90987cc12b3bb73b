/**
 * The left panel: what is set, in the order in which a person thinks. Every field says what was understood, or what is
 * wrong in one sentence.
 *
 * <p>Reading models and data is asked of the probes, on background threads; only the newest answer is shown. Parsing is
 * done here, with the same kind of sentence.
 */
package org.rankscope.ui.setup;
