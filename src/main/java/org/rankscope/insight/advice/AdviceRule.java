package org.rankscope.insight.advice;

import java.util.function.Predicate;

/**
 * One row of a table of advice.
 *
 * @param when for a person, when the rule applies
 * @param applies the same, for the program
 * @param value what is advised
 */
record AdviceRule<T>(String when, Predicate<AdviceFacts> applies, T value, String reason, String source) {}
