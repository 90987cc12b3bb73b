package org.rankscope.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;

/** The classes of a task. Data may call them by their names or by their numbers. */
final class LabelSet {
    private static final int SHOWN = 8;

    private final List<String> names;
    private final Map<String, Integer> numbers = new HashMap<>();

    LabelSet(List<String> names) {
        this.names = List.copyOf(names);
        for (int i = 0; i < names.size(); i++) {
            numbers.putIfAbsent(String.valueOf(i), i);
        }
        // a name that is a number stands for its class, whatever the number of that is
        for (int i = 0; i < names.size(); i++) {
            numbers.put(names.get(i), i);
        }
    }

    List<String> names() {
        return names;
    }

    int size() {
        return names.size();
    }

    /** The number of the class that {@code written} in {@code column} names. */
    int numberOf(String column, String written) throws RowProblem {
        Integer number = numbers.get(written);
        if (number == null) {
            Optional<String> near = StrictJson.nearest(written, names);
            throw RowProblem.refuse("'" + column + "' is '" + written + "', expected " + expected()
                    + near.map(name -> " (did you mean '" + name + "'?)").orElse("")
                    + "; name the classes in 'data.labels', or " + HeadSpec.HOW_TO_ASK_FOR_FRESH
                    + " to learn these labels");
        }
        return number;
    }

    private String expected() {
        return "one of " + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }
}
