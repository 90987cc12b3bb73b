package org.rankscope.ui.setup;

import org.rankscope.io.RequestException;

/** The share of the data that is held out, in percent, as typed. */
final class HeldOut {
    private HeldOut() {}

    static double parse(String text) {
        try {
            double percent = Double.parseDouble(text);
            if (percent > 0 && percent < 100) {
                return percent;
            }
        } catch (NumberFormatException e) {
            throw new RequestException("Held out '" + text + "' is not a number; expected a percentage such as 10.", e);
        }
        throw new RequestException("Held out is " + text + " %; expected more than 0 and less than 100.");
    }
}
