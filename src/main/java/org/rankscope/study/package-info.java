/**
 * A study: its specification, its folder, its cells, and the runner that trains each cell in a process of its own.
 * Records plus one reader or writer each; no mathematics.
 *
 * <p>When the last cell has ended, the largest adapter is cut to every lower rank and evaluated ({@code StudyPreview}): by a
 * process of its own, like training, whose failure is a line in the log and none of the study's.
 */
package org.rankscope.study;
