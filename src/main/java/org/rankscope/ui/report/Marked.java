package org.rankscope.ui.report;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.data.DataReport.Example;

/** A stretch of an example, and whether it is learnt. */
record Marked(String text, boolean learnt) {
    /** The stretches of a text that is marked as {@link Example} does. */
    static List<Marked> of(String text) {
        List<Marked> parts = new ArrayList<>();
        boolean learnt = false;
        for (int from = 0; from <= text.length(); ) {
            int to = text.indexOf(learnt ? Example.LEARNT_END : Example.LEARNT_START, from);
            int end = to < 0 ? text.length() : to;
            if (end > from) {
                parts.add(new Marked(text.substring(from, end), learnt));
            }
            if (to < 0) {
                break;
            }
            learnt = !learnt;
            from = to + 1;
        }
        return parts;
    }
}
