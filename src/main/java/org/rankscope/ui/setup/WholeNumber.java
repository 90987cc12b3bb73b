package org.rankscope.ui.setup;

import org.rankscope.io.RequestException;

/** A whole number in a range, as typed: {@code 400}, {@code 1,000}. */
final class WholeNumber {
    private WholeNumber() {}

    static int parse(String text, String what, int least, int most) {
        int value;
        try {
            value = Integer.parseInt(text.replace(",", "").replace(" ", ""));
        } catch (NumberFormatException e) {
            throw new RequestException(
                    (text.isEmpty() ? what + " is empty" : what + " '" + text + "' is not a whole number")
                            + "; expected one from " + least + " to " + most + ".",
                    e);
        }
        if (value < least || value > most) {
            throw new RequestException(what + " is " + value + "; expected " + least + " to " + most + ".");
        }
        return value;
    }
}
