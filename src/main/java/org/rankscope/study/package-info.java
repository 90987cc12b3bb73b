/**
 * A study: its specification, its folder, its cells, and the runner that trains each cell in a process of its own.
 * Records plus one reader or writer each; no mathematics.
 *
 * <p>When the last cell has ended, the largest adapter is cut to every lower rank and evaluated ({@code StudyPreview}): by a
 * process of its own, like training, whose failure is a line in the log and none of the study's. A DyLoRA is cut likewise, to
 * the ranks that it was trained for: its scan.
 *
 * <p>A study may grow while it runs: {@code StudyPlan} asks a strategy of package {@code search} for the cells that come
 * after those that are finished, {@code StudyFolder} stores them, {@code StudyRunner} runs them. Nothing of a search is
 * stored but its cells, so that a folder alone is enough to go on, whatever ended the last run.
 *
 * <p>With several GPUs that are alike as many cells train at once ({@code WorkerSlot}). The specification of a cell stays as the
 * study has it; a worker is told its device beside it. Decisions wait for the results that they would have had on one GPU.
 */
package org.rankscope.study;
