package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * The equation of an {@code Einsum} with every axis named: an ellipsis is written as letters of its own, and the result is
 * always there. Axes of size 1 stretch to the size of others of their name.
 *
 * @param terms one letter an axis, for each operand
 * @param result likewise
 */
record Equation(List<String> terms, String result) {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String ELLIPSIS = "...";

    /** The equation that a node carries, of operands of these ranks. */
    static Equation of(String written, List<Value> operands) {
        String[] sides = written.replace(" ", "").split("->", -1);
        String[] terms = sides[0].split(",", -1);
        String free = lettersBut(written);
        int longest = 0;
        for (int i = 0; i < terms.length; i++) {
            longest = Math.max(longest, operands.get(i).shape().rank() - named(terms[i]));
        }
        String hidden = free.substring(0, sides[0].contains(ELLIPSIS) ? longest : 0);
        List<String> full = new ArrayList<>();
        for (int i = 0; i < terms.length; i++) {
            int own = operands.get(i).shape().rank() - named(terms[i]);
            full.add(terms[i].replace(ELLIPSIS, hidden.substring(hidden.length() - own)));
        }
        String result = sides.length > 1 ? sides[1].replace(ELLIPSIS, hidden) : hidden + once(sides[0]);
        return new Equation(List.copyOf(full), result);
    }

    private static int named(String term) {
        return term.replace(ELLIPSIS, "").length();
    }

    /** Letters that stand once, in the order of the alphabet, lower case first: what an equation without a result gives. */
    private static String once(String left) {
        return LETTERS.chars()
                .filter(letter -> left.chars().filter(other -> other == letter).count() == 1)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    /** Letters that don't occur in {@code used}. */
    static String lettersBut(String used) {
        return LETTERS.chars()
                .filter(letter -> used.indexOf(letter) < 0)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    /** All letters of all operands. */
    String letters() {
        return String.join("", terms);
    }

    /** The size of each letter over the operands given. */
    static Map<Character, Long> sizes(List<String> terms, List<Value> operands) {
        Map<Character, Long> sizes = new HashMap<>();
        for (int i = 0; i < terms.size(); i++) {
            Shape shape = operands.get(i).shape();
            for (int axis = 0; axis < shape.rank(); axis++) {
                sizes.merge(terms.get(i).charAt(axis), shape.dim(axis), Math::max);
            }
        }
        return sizes;
    }
}
