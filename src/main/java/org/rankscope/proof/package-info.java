/**
 * Tasks whose right answer is known, to prove verdicts on: a teacher that differs from the base model by an update of a
 * planted rank, late in the network, and a study that learns from it. Each is a folder that stands alone: the teacher is a
 * PEFT directory, the specification one for {@code rankscope sweep}.
 *
 * <p>May use every package up to {@code assets}; only {@code cli} uses it.
 */
package org.rankscope.proof;
