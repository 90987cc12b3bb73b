package org.rankscope.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import org.rankscope.data.source.ImageNames;

/** What stands in a column, by its first rows. */
final class ColumnContents {
    private static final double MOST = 0.5;

    private final Set<String> different = new HashSet<>();
    private int values;
    private int texts;
    private int images;
    private int numbers;
    private int fractions;
    private int words;
    private int conversations;
    private long characters;

    void add(JsonNode value) {
        if (value == null || value.isNull() || value.asText().isBlank() && !value.isContainerNode()) {
            return;
        }
        values++;
        if (value.isArray()) {
            conversations += !value.isEmpty() && isTurn(value.get(0)) ? 1 : 0;
            words += !value.isEmpty() && value.get(0).isValueNode() ? 1 : 0;
        } else if (value.isValueNode()) {
            String text = value.asText().strip();
            different.add(text);
            texts += value.isTextual() ? 1 : 0;
            characters += text.length();
            images += ImageNames.isImage(text) ? 1 : 0;
            countNumber(text);
        }
    }

    private void countNumber(String text) {
        try {
            double number = Double.parseDouble(text);
            numbers++;
            fractions += number == Math.rint(number) ? 0 : 1;
        } catch (NumberFormatException e) {
            // then it is none, which is all that is asked
        }
    }

    private static boolean isTurn(JsonNode turn) {
        return turn.has("role") && turn.has("content") || turn.has("from") && turn.has("value");
    }

    boolean holdsTexts() {
        return most(texts) && !most(images);
    }

    /** Texts, or nothing as yet: not every instruction is applied to something. */
    boolean mayHoldTexts() {
        return values == 0 || holdsTexts();
    }

    /** Texts that aren't numbers: those of a CSV file are all written alike. */
    boolean holdsProse() {
        return holdsTexts() && !most(numbers);
    }

    boolean holdsImages() {
        return most(images);
    }

    boolean holdsWords() {
        return most(words);
    }

    boolean holdsConversations() {
        return most(conversations);
    }

    /** One value a row, short enough to be a class. */
    boolean holdsSingleValues() {
        return !different.isEmpty() && !most(images);
    }

    /** Numbers throughout, some of them with a fraction: they are no classes. */
    boolean holdsFractions() {
        return values > 0 && numbers == values && fractions > 0;
    }

    /** Few values that occur again and again. */
    boolean repeats() {
        return holdsSingleValues() && different.size() > 1 && 2 * different.size() <= values;
    }

    int different() {
        return different.size();
    }

    double meanCharacters() {
        return values == 0 ? 0 : (double) characters / values;
    }

    private boolean most(int count) {
        return values > 0 && count > MOST * values;
    }
}
