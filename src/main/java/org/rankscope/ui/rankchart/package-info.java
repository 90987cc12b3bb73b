/**
 * The hero of the page: validation loss against rank, parameters, memory or time. Many methods at the same ranks stand side by side there;
 * on axes of costs, which are measured, each stays where it is, and what it hides is told where it is pointed at.
 */
package org.rankscope.ui.rankchart;
