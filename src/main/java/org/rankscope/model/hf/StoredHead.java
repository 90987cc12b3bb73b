package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;

/**
 * Whether the head that a checkpoint holds is the one that is asked for.
 *
 * @param className class of the model in the checkpoint, as config.json has it; may be empty
 * @param fits whether that class has a head for the task
 * @param names of the classes that config.json gives; empty where it doesn't say
 * @param asked what is asked for
 */
record StoredHead(String className, boolean fits, List<String> names, HeadSpec asked) {
    /** What a model is for, in the name of its class: {@code BertForTokenClassification}. */
    private static final Pattern PURPOSE = Pattern.compile(".*For([A-Z]\\w+)");

    /** Names that stand for none. */
    private static final Pattern NUMBERED = Pattern.compile("LABEL_\\d+");

    static StoredHead read(Path configJson, HeadSpec asked) {
        JsonNode config = StrictJson.readTree(configJson);
        String stored = Architecture.className(config);
        String wanted = Architecture.of(config, configJson).classNames().get(asked.task());
        List<String> names = new ArrayList<>();
        for (JsonNode labels = config.path("id2label"); labels.has(String.valueOf(names.size())); ) {
            names.add(labels.path(String.valueOf(names.size())).asText());
        }
        boolean fits =
                Stream.of(stored, wanted).map(StoredHead::purpose).distinct().count() == 1
                        || purpose(stored).isEmpty();
        return new StoredHead(stored, fits, List.copyOf(names), asked);
    }

    private static String purpose(String className) {
        Matcher matcher = PURPOSE.matcher(className);
        return matcher.matches() ? matcher.group(1) : "";
    }

    /** Whether its last layer must not be used, whatever its size. */
    boolean isPassedOver() {
        return asked.fresh() || !fits;
    }

    /**
     * What a person should know of the head.
     *
     * @param fresh modules that start from random values
     * @param labels of the head that is used
     */
    List<String> notes(Set<String> fresh, List<String> labels) {
        List<String> notes = new ArrayList<>();
        if (!fresh.isEmpty()) {
            String reason = asked.fresh()
                    ? "A new head is asked for"
                    : fits
                            ? "The checkpoint holds no weights for " + String.join(", ", fresh)
                            : "The checkpoint is a " + className + ", which has no head for the task '"
                                    + asked.task().json() + "'";
            notes.add(reason + ": " + (fresh.size() == 1 ? "" : "the modules ") + String.join(", ", fresh)
                    + (fresh.size() == 1 ? " starts from random values and is" : " start from random values and are")
                    + " trained whole.");
        } else if (!labels.isEmpty() && !names.isEmpty() && !labels.equals(names) && !isNumbered()) {
            notes.add("The head of the checkpoint calls its classes " + String.join(", ", names)
                    + ", the data call them " + String.join(", ", labels)
                    + ": they are taken for the same in this order; set \"new_head\": true in 'data' if they are not.");
        }
        return notes;
    }

    private boolean isNumbered() {
        return names.stream().allMatch(name -> NUMBERED.matcher(name).matches());
    }
}
