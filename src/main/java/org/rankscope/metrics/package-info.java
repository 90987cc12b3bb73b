/**
 * What a task is judged by beside its loss: accuracies, F1, correlations, entities, overlaps, retrieval. Each measure is a file
 * with its definition and where that is from; definitions are those of scikit-learn and seqeval, so that numbers can be
 * compared with published ones.
 *
 * <p>Decisions: a measure that has no value on the data (a correlation with labels that are all the same) is {@code null}
 * with a reason, never a number that looks like one and never "not a number". Counts are gathered batch by batch, so that
 * no predictions of a whole set are kept where counts will do. Knows tasks and tensors, nothing of models, data or training.
 */
package org.rankscope.metrics;
