/**
 * What turns results into knowledge, on plain tables of results; knows nothing of folders, processes or windows. One
 * measure or rule a file, with its formula and its source.
 *
 * <p>May use {@code io}, {@code model}, {@code peft} and what is above them. Everything here is pure: the same rows in
 * any order give the same answer, on any thread.
 *
 * <p>A verdict: {@code RankReduction} (rows to a curve, each rank at its best setting and learning rate within the budget),
 * a {@code VerdictRule} (a curve to a rank), {@code RankEvidence} (do the ranks differ at all), {@code RankPairs} (which of
 * them, and {@code Separations}: what it would take), {@code Finding} (the form), {@code VerdictReason} and
 * {@code VerdictWarnings} (words), {@code MethodComparison} (over methods), {@code ReferencePoints} (methods without a rank); {@code VerdictEngine} puts them together. One
 * trial: {@code TrialDiagnosis}, {@code Capacity}. Decisions taken:
 *
 * <ul>
 *   <li>"Measurably" means one thing everywhere: p &lt; 0.05 when all pairs of ranks are allowed for, so that a sentence never
 *       tells apart what a bracket joins.
 *   <li>The band of one standard error is that of the best rank alone, from its own runs, as textbooks have it and as a
 *       person can check by hand. Pooled and paired errors serve the tests beside it.
 *   <li>"Rank does not matter" is a claim about size and "too noisy to tell" one about noise, so a tolerance tells them
 *       apart; without it every noisy table would be flat by one standard error.
 *   <li>A single rank is a range that is too short.
 *   <li>A method without a rank answers another question: what it reaches is told beside the verdict and never changes it.
 *       So is what DyLoRA reaches, whose ranks are not trained each for itself.
 * </ul>
 *
 * <p>An adapter: {@code SingularSpectrum} (how much of its rank it uses), {@code SubspaceOverlap} (whether two found the same),
 * {@code RankSuggestion} (where its rank would be better spent). They measure ΔW, the update alone; what of it the loss needs
 * is told by cuts that are evaluated.
 */
package org.rankscope.insight;
