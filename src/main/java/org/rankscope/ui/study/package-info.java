/**
 * The study as the window sees it: the services that it asks ({@link org.rankscope.ui.study.StudyService}), the events
 * of a run on their way to the FX thread ({@link org.rankscope.ui.study.StudyFeed}), and what stands on the page
 * ({@link org.rankscope.ui.study.StudyBoard}), from which table, charts and verdict are all read. The results behind a
 * verdict come with it, so that the board can judge them by another rule at once.
 *
 * <p>Invariant: the board changes on the FX thread only, in batches; its revisions are raised once a batch.
 */
package org.rankscope.ui.study;
