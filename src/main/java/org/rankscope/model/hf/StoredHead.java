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
    /** What a model is for, in the name of its class: {@code BertForTokenClassification}; DeiT's may have two heads for it. */
    private static final Pattern PURPOSE = Pattern.compile(".*For([A-Z]\\w+?)(WithTeacher)?");

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
     * Names of the classes of the head that is used. A trained head keeps its own, in its own order, unless a person gave
     * others: data that use others are then refused at the row where they do.
     */
    List<String> labels() {
        boolean own = !isPassedOver() && !names.isEmpty() && !isNumbered();
        return own && !asked.labels().isEmpty() && (!asked.stated() || names.containsAll(asked.labels()))
                ? names
                : asked.labels();
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
            String modules = String.join(", ", fresh);
            String begin = " from random values and " + (fresh.size() == 1 ? "is" : "are") + " trained whole.";
            String starts = fresh.size() == 1 ? " starts" : " start";
            if (asked.fresh()) {
                notes.add("A new head is asked for: " + modules + starts + begin);
            } else if (fits) {
                notes.add("The checkpoint holds no weights for " + modules + ", which" + starts + begin);
            } else {
                notes.add("The checkpoint is a " + className + ", whose head is for another task than '"
                        + asked.task().json() + "': " + modules + starts + begin);
            }
        } else if (!labels.isEmpty() && !names.isEmpty() && !labels.equals(names) && !isNumbered()) {
            notes.add("The head of the checkpoint calls its classes " + String.join(", ", names)
                    + ", the data call them " + String.join(", ", labels)
                    + ": they are taken for the same in this order; " + HeadSpec.HOW_TO_ASK_FOR_FRESH
                    + " if they are not.");
        }
        return notes;
    }

    private boolean isNumbered() {
        return names.stream().allMatch(name -> NUMBERED.matcher(name).matches());
    }
}
