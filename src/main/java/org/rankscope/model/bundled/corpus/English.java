package org.rankscope.model.bundled.corpus;

import java.util.List;
import java.util.Map;

/** The little grammar that the templates need: articles, plurals, numbers, capital letters. */
final class English {
    private static final List<String> NUMBERS = List.of(
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty");
    private static final Map<String, String> IRREGULAR = Map.of(
            "goose",
            "geese",
            "mouse",
            "mice",
            "sheep",
            "sheep",
            "fish",
            "fish",
            "loaf",
            "loaves",
            "leaf",
            "leaves",
            "knife",
            "knives",
            "scarf",
            "scarves",
            "potato",
            "potatoes",
            "tomato",
            "tomatoes");
    private static final List<String> SOUND_LIKE_A_CONSONANT = List.of("uni", "use", "one ");

    private English() {}

    /** {@code number} in words, from 0 to 20; digits beyond. */
    static String number(int number) {
        return number < NUMBERS.size() ? NUMBERS.get(number) : Integer.toString(number);
    }

    static String withArticle(String word) {
        boolean vowel = "aeiouAEIOU".indexOf(word.charAt(0)) >= 0
                && SOUND_LIKE_A_CONSONANT.stream().noneMatch(word::startsWith);
        return (vowel ? "an " : "a ") + word;
    }

    /** The plural of a noun, which may stand behind adjectives. */
    static String plural(String phrase) {
        int space = phrase.lastIndexOf(' ') + 1;
        String noun = phrase.substring(space);
        String before = phrase.substring(0, space);
        String irregular = IRREGULAR.get(noun);
        if (irregular != null) {
            return before + irregular;
        } else if (noun.endsWith("y") && "aeiou".indexOf(noun.charAt(noun.length() - 2)) < 0) {
            return before + noun.substring(0, noun.length() - 1) + "ies";
        } else if (noun.endsWith("s") || noun.endsWith("x") || noun.endsWith("ch") || noun.endsWith("sh")) {
            return before + noun + "es";
        }
        return before + noun + "s";
    }

    static String capital(String phrase) {
        int letter = phrase.startsWith("\"") ? 1 : 0;
        return phrase.substring(0, letter)
                + Character.toUpperCase(phrase.charAt(letter))
                + phrase.substring(letter + 1);
    }
}
