/**
 * A study: its specification, its folder, its cells, and the runner that trains each cell in a process of its own.
 * Records plus one reader or writer each; no mathematics.
 *
 * <p>A study may grow while it runs: {@code StudyPlan} asks a strategy of package {@code search} for the cells that come
 * after those that are finished, {@code StudyFolder} stores them, {@code StudyRunner} runs them. Nothing of a search is
 * stored but its cells, so that a folder alone is enough to go on, whatever ended the last run.
 */
package org.rankscope.study;
