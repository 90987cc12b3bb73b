/** What an adapter uses of its rank: the effective rank of every module, by layer and kind. */
package org.rankscope.ui.spectrum;
