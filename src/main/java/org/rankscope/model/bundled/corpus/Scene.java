package org.rankscope.model.bundled.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.model.bundled.Choices;

/**
 * A text in the making: named words that stay what they are, and sentences written from templates.
 *
 * <p>A template is text with {@code [one|another|]}, of which one alternative is chosen, and {@code {name}}, which
 * stands for a named word. {@code {Name}} begins with a capital letter, {@code {a name}} puts the indefinite article
 * before the word, {@code {name.s}} is its plural. Alternatives may hold alternatives and names. One thread.
 */
final class Scene {
    private final Choices choices;
    private final Map<String, String> words = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    Scene(Choices choices) {
        this.choices = choices;
    }

    Choices choices() {
        return choices;
    }

    Scene set(String name, String word) {
        words.put(name, word);
        return this;
    }

    Scene set(String name, int number) {
        return set(name, English.number(number));
    }

    /** Names a person: {@code name}, and its pronouns {@code name.he}, {@code name.him}, {@code name.his}. */
    Scene person(String name, Person person) {
        set(name, person.name());
        set(name + ".he", person.female() ? "she" : "he");
        set(name + ".him", person.female() ? "her" : "him");
        return set(name + ".his", person.female() ? "her" : "his");
    }

    /** Writes one of {@code templates} as the next sentence or sentences. */
    Scene say(String... templates) {
        String sentence = expand(templates[templates.length == 1 ? 0 : choices.below(templates.length)]);
        if (!sentence.isEmpty()) {
            if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
                text.append(' ');
            }
            text.append(English.capital(sentence));
        }
        return this;
    }

    /** As {@link #say}, in {@code percent} of all cases. */
    Scene maybe(int percent, String... templates) {
        return choices.chance(percent) ? say(templates) : this;
    }

    /** Starts a new line. */
    Scene line() {
        text.append('\n');
        return this;
    }

    /** What {@code template} comes to now. */
    String expand(String template) {
        StringBuilder out = new StringBuilder();
        expand(template, 0, template.length(), out);
        return out.toString();
    }

    String text() {
        return text.toString();
    }

    private void expand(String template, int from, int to, StringBuilder out) {
        int at = from;
        while (at < to) {
            char c = template.charAt(at);
            if (c == '{') {
                int close = template.indexOf('}', at);
                out.append(word(template.substring(at + 1, close)));
                at = close + 1;
            } else if (c == '[') {
                List<Integer> bars = bars(template, at);
                int chosen = choices.below(bars.size() - 1);
                expand(template, bars.get(chosen) + 1, bars.get(chosen + 1), out);
                at = bars.get(bars.size() - 1) + 1;
            } else {
                out.append(c);
                at++;
            }
        }
    }

    /** Where the alternatives that open at {@code open} are parted: the opening, each bar, the closing. */
    private static List<Integer> bars(String template, int open) {
        List<Integer> bars = new ArrayList<>(List.of(open));
        int depth = 0;
        for (int i = open; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '[') {
                depth++;
            } else if (c == '|' && depth == 1) {
                bars.add(i);
            } else if (c == ']' && --depth == 0) {
                bars.add(i);
                return bars;
            }
        }
        throw new IllegalArgumentException("An alternative is not closed in: " + template);
    }

    private String word(String name) {
        String known = words.get(name);
        if (known != null) {
            return known;
        } else if (name.startsWith("a ") || name.startsWith("A ")) {
            String word = English.withArticle(word(name.substring(2)));
            return name.charAt(0) == 'A' ? English.capital(word) : word;
        } else if (name.endsWith(".s")) {
            return English.plural(word(name.substring(0, name.length() - 2)));
        } else if (Character.isUpperCase(name.charAt(0))) {
            return English.capital(word(Character.toLowerCase(name.charAt(0)) + name.substring(1)));
        }
        throw new IllegalArgumentException("No word is named '" + name + "' here; named are " + words.keySet() + ".");
    }
}
