/** Gradient rules, one operator a file, formula first. {@code Y} is the output, {@code dY} its gradient. */
package org.rankscope.autodiff.rule;
