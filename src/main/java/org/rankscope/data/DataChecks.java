package org.rankscope.data;

import java.util.List;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;

/** What can be said of a request for data before any file is opened; what is wrong is a {@link RequestException}. */
final class DataChecks {
    private DataChecks() {}

    /** Whether there is data of the task for all that the model takes. */
    static void checkTask(BatchForm form) {
        List<String> inputs = form.inputs().stream().map(Value::name).toList();
        for (String input : inputs) {
            if (!BatchTensors.FILLED.contains(input)) {
                throw new RequestException("The model takes " + String.join(", ", inputs) + "; what '" + input
                        + "' is to hold is not known, so give ready-made batches as 'data.batches'.");
            }
        }
        String needed =
                switch (form.task()) {
                    case CAUSAL_LM, SEQUENCE_CLASSIFICATION, TOKEN_CLASSIFICATION, SEQ2SEQ_LM -> TokenBatches.INPUT_IDS;
                    case IMAGE_CLASSIFICATION, SEGMENTATION, CONTRASTIVE -> TokenBatches.PIXEL_VALUES;
                    case DENOISING -> TokenBatches.SAMPLE;
                };
        if (!inputs.contains(needed)) {
            throw new RequestException("Task '" + form.task().json() + "' does not fit the model, which takes "
                    + String.join(", ", inputs) + "; expected '" + needed + "' among them.");
        }
    }

    /** Whether the fields of {@code spec} stand together. */
    static void check(DataSpec spec) {
        if (spec.batches() == null && spec.train() == null) {
            throw new RequestException("Field 'data.train' is missing, expected a data file or a folder of images.");
        } else if (spec.batches() != null && (spec.train() != null || spec.validation() != null)) {
            throw new RequestException("Field 'data.batches' stands beside 'data.train' or 'data.validation';"
                    + " give one or the other.");
        } else if (spec.batches() == null && spec.validationBatches() != null) {
            throw new RequestException("Field 'data.validation_batches' stands without 'data.batches'.");
        } else if (!(spec.validationFraction() > 0 && spec.validationFraction() < 1)) {
            throw new RequestException("Field 'data.validation_fraction' is " + spec.validationFraction()
                    + ", expected more than 0 and less than 1.");
        }
    }
}
