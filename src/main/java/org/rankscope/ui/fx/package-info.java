/**
 * The border between background threads and the FX thread. Nothing else in the program calls
 * {@code Platform.runLater}: background work posts into a {@link org.rankscope.ui.fx.UiQueue}, which the
 * {@link org.rankscope.ui.fx.FxPump} empties at a steady tick, so a busy run can neither flood the window nor postpone
 * it.
 */
package org.rankscope.ui.fx;
