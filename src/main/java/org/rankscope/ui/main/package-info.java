/** The window: menu, settings on the left, the answer on the right, the status line below. */
package org.rankscope.ui.main;
