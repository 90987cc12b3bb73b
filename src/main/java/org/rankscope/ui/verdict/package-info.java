/**
 * The verdict card: the answer, its reason, and what it costs; before there is one, what is being waited for. On request a
 * line to judge by another rule, tolerance or budget, and what the verdict rests on.
 *
 * <p>Judging anew changes what the page shows and nothing else: the study keeps its own verdict, and the card says "by
 * your rule" for as long as the page shows another.
 */
package org.rankscope.ui.verdict;
