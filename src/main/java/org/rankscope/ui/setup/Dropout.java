package org.rankscope.ui.setup;

import org.rankscope.io.RequestException;

/** The share of an adapter's inputs that are dropped in training, as typed. */
final class Dropout {
    private Dropout() {}

    static double parse(String text) {
        try {
            double share = Double.parseDouble(text);
            if (share >= 0 && share < 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            throw new RequestException("Dropout '" + text + "' is not a number; write 0, or a share such as 0.05.", e);
        }
        throw new RequestException("Dropout is " + text + "; expected 0 or more and less than 1.");
    }
}
