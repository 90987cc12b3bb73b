/**
 * Advice before the first run: which ranks to try, and what to set beside them, each with its reason and its source.
 *
 * <p>The rules are tables in {@code AdviceRules}, one row a rule, most telling first; the first row that applies decides
 * and the others that apply are shown as what was outranked. {@code docs/advice.md} is written from the same tables.
 * Advice is where to start, never what to end with: the range is tried with a step to spare on both sides.
 */
package org.rankscope.insight.advice;
