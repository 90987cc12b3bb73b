/**
 * Text that the program writes by itself: short stories for pretraining and customer-support messages to adapt to.
 *
 * <p>Every text follows from a seed alone: the generator is part of this package, the arithmetic is that of Java's
 * integers, and nothing depends on the locale, the platform or the Java version. All words and sentences were written
 * for this program.
 */
package org.rankscope.model.bundled.corpus;
