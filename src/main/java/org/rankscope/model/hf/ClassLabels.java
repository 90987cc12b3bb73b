package org.rankscope.model.hf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.rankscope.io.RequestException;
import org.rankscope.model.HeadSpec;

/** The classes of a head: those that the data bring, else those of config.json. */
final class ClassLabels {
    /** What the transformers library takes where a configuration says nothing. */
    private static final int DEFAULT_CLASSES = 2;

    private ClassLabels() {}

    /** Names in the order of their numbers; a single one where a number is predicted. */
    static List<String> of(ConfigFields config, HeadSpec head) {
        if (head.numbers()) {
            return List.of("number");
        } else if (head.labels().size() == 1) {
            throw new RequestException(
                    "The only label in the data is '" + head.labels().get(0)
                            + "', expected two classes or more to tell apart; check the column of the label.");
        } else if (!head.labels().isEmpty()) {
            return head.labels();
        } else if (!config.has("id2label")) {
            int count = config.positiveInt("num_labels", DEFAULT_CLASSES);
            return IntStream.range(0, count).mapToObj(i -> "LABEL_" + i).toList();
        }
        ConfigFields names = config.object("id2label");
        List<String> labels = new ArrayList<>();
        while (names.has(String.valueOf(labels.size()))) {
            labels.add(names.text(String.valueOf(labels.size()), ""));
        }
        if (labels.isEmpty()) {
            throw config.wrong("id2label", "the name of each class under \"0\", \"1\", ...");
        }
        return List.copyOf(labels);
    }
}
