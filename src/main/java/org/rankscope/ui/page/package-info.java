/** Pages of explanation: texts in Markdown, as far as those of this program use it. */
package org.rankscope.ui.page;
