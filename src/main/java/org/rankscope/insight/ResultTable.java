package org.rankscope.insight;

import java.util.List;

/**
 * A table of results as it was read.
 *
 * @param metric name of the column that holds the values
 * @param notes what was left out, in plain sentences
 */
public record ResultTable(List<Observation> observations, String metric, List<String> notes) {
    public ResultTable {
        observations = List.copyOf(observations);
        notes = List.copyOf(notes);
    }
}
