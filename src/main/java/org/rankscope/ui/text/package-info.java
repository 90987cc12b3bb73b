/** How quantities are written for a person, the same in the table, the charts and the status line. */
package org.rankscope.ui.text;
