/** Memory by component: what was predicted for each rank, and what was measured; and in its place on request, the spectrum and the ranks that were learnt. */
package org.rankscope.ui.memory;
