/**
 * A study: its specification, its folder, its cells, and the runner that trains each cell in a process of its own.
 * Records plus one reader or writer each; no mathematics.
 */
package org.rankscope.study;
