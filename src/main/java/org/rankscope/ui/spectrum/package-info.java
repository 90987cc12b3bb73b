/** What an adapter uses of its rank: the effective rank of every module, by layer and kind; and which ranks a method has
 * chosen by itself. */
package org.rankscope.ui.spectrum;
