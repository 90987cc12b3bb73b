/** Memory by component: what was predicted for each rank, and what was measured. */
package org.rankscope.ui.memory;
