/** What the window remembers from one start to the next, in one JSON file in the person's configuration folder. */
package org.rankscope.ui.settings;
