/** The page that says what the data of a study come to: rows, lengths, classes, examples. It only draws. */
package org.rankscope.ui.report;
