/** The verdict card: the answer, its reason, and what it costs; before there is one, what is being waited for. */
package org.rankscope.ui.verdict;
