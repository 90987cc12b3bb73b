/**
 * One training run: the specification, the training graph (two scans), the loop around it, optimiser, schedules,
 * checkpoints and the journal of metrics.
 *
 * <p>{@code TrainingLoop} takes the steps; {@code Validation} evaluates in between, {@code BestSoFar} keeps the best of
 * that, {@code RunCheckpoints} what a run goes on from, {@code RunJournal} what it says, {@code RunCost} what it took. What
 * goes from step to step is a list of named states ({@code TrainingStates}): θ, m, v, and those of the method's {@code
 * StepRule}. A step ({@code StepBody}) is the gradient over its micro-batches ({@code StepGradient}), then the optimiser.
 *
 * <p>Decision: where most of a model is trained, θ, m and v go through a step in parts and, on the processor, in place ({@code
 * TrainingGraph}); all else, checkpoints too, knows them whole.
 */
package org.rankscope.train;
