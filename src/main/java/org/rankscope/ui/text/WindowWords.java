package org.rankscope.ui.text;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.model.HeadSpec;
import org.rankscope.peft.AdapterConfig.Method;

/** Sentences that name fields of a specification, in the words of the window. */
public final class WindowWords {
    /** What the box is called that asks for a new head. */
    public static final String NEW_HEAD = "New head for these labels";

    /** The window has no field for the names of classes. */
    private static final Pattern NAMES_OF_CLASSES =
            Pattern.compile("name (the classes|as many) in 'data\\.labels', or ");

    /** A method by the name that specifications use, where a sentence says something of it. */
    private static final Pattern METHOD = Pattern.compile(
            "\\b(" + Stream.of(Method.values()).map(Method::json).collect(Collectors.joining("|"))
                    + ")(?= at r = | gets r = |: | has a usable|$)");

    private WindowWords() {}

    /** {@code sentence} of a verdict, with methods called as the window calls them. */
    public static String ofVerdict(String sentence) {
        return METHOD.matcher(sentence).replaceAll(found -> Stream.of(Method.values())
                .filter(method -> method.json().equals(found.group(1)))
                .map(MethodWords::title)
                .findFirst()
                .orElseThrow());
    }

    /** {@code sentence}, with what can be done named as it is named in the window. */
    public static String of(String sentence) {
        return NAMES_OF_CLASSES
                .matcher(sentence)
                .replaceAll("")
                .replace(HeadSpec.HOW_TO_ASK_FOR_FRESH, "tick '" + NEW_HEAD + "'")
                .replaceAll("'?\\bsequence_length\\b'?", "'length'");
    }
}
