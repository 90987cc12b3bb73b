package org.rankscope.ui.text;

import java.util.regex.Pattern;
import org.rankscope.model.HeadSpec;
import org.rankscope.runtime.cuda.CudaFolder;

/** Sentences that name fields of a specification, in the words of the window. */
public final class WindowWords {
    /** What the box is called that asks for a new head. */
    public static final String NEW_HEAD = "New head for these labels";

    /** The window has no field for the names of classes. */
    private static final Pattern NAMES_OF_CLASSES =
            Pattern.compile("name (the classes|as many) in 'data\\.labels', or ");

    private WindowWords() {}

    /** {@code sentence}, with what can be done named as it is named in the window. */
    public static String of(String sentence) {
        return NAMES_OF_CLASSES
                .matcher(sentence)
                .replaceAll("")
                .replace(CudaFolder.HOW_TO_NAME, "below")
                .replace(HeadSpec.HOW_TO_ASK_FOR_FRESH, "tick '" + NEW_HEAD + "'")
                .replaceAll("'?\\bsequence_length\\b'?", "'length'");
    }
}
