package org.rankscope.model.hf;

import java.util.List;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;

/**
 * What the head of an encoder says of texts or their tokens.
 *
 * @param names of the classes in the order of their numbers; empty where a number is predicted
 */
record TextClasses(Task task, List<String> names) {
    TextClasses {
        names = List.copyOf(names);
    }

    static TextClasses read(ConfigFields config, HeadSpec head) {
        List<String> names = ClassLabels.of(config, head);
        // As the transformers library has it: a single output is a number, not a class.
        boolean number = head.task() == Task.SEQUENCE_CLASSIFICATION && names.size() == 1;
        return new TextClasses(head.task(), number ? List.of() : names);
    }

    /** Outputs of the head. */
    int count() {
        return Math.max(1, names.size());
    }
}
