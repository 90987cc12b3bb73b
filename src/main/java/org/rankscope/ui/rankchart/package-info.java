/** The hero of the page: validation loss against rank, parameters, memory or time. */
package org.rankscope.ui.rankchart;
