/**
 * What turns results into knowledge, on plain tables of results; knows nothing of folders, processes or windows. One
 * measure or rule a file, with its formula and its source.
 */
package org.rankscope.insight;
