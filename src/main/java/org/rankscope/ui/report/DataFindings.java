package org.rankscope.ui.report;

import java.util.List;
import java.util.Map;
import org.rankscope.data.DataReport;
import org.rankscope.model.Task;

/**
 * What was found in the data of a study.
 *
 * @param sequenceLength at which rows are cut
 * @param parameters of the adapter at each rank of the study, in the order of the ranks
 * @param notes of the model that was opened for them
 */
public record DataFindings(
        DataReport data, Task task, int sequenceLength, Map<Integer, Long> parameters, List<String> notes) {
    public DataFindings {
        notes = List.copyOf(notes);
    }
}
