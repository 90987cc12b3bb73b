package org.rankscope.data;

import java.util.List;

/**
 * Names of columns that belong together.
 *
 * @param first the first text, or what is given
 * @param second the second text, or what is learnt
 */
record ColumnPairs(String first, String second) {
    /** What a language model is given, and what it is to say. */
    static final List<ColumnPairs> ANSWERS = List.of(
            new ColumnPairs("prompt", "completion"),
            new ColumnPairs("prompt", "response"),
            new ColumnPairs("instruction", "output"),
            new ColumnPairs("instruction", "response"),
            new ColumnPairs("question", "answer"),
            new ColumnPairs("query", "response"),
            new ColumnPairs("query", "answer"),
            new ColumnPairs("input", "output"),
            new ColumnPairs("input", "target"),
            new ColumnPairs("source", "target"),
            new ColumnPairs("document", "summary"),
            new ColumnPairs("article", "highlights"),
            new ColumnPairs("dialogue", "summary"),
            new ColumnPairs("text", "summary"),
            new ColumnPairs("user", "assistant"));

    /** What is never the text itself. */
    static final List<String> QUESTIONS = List.of("instruction", "prompt");

    /** What an instruction is applied to. */
    static final List<String> CONTEXTS = List.of("input", "context");

    /** Two texts of which something is to be said. */
    static final List<ColumnPairs> TEXTS = List.of(
            new ColumnPairs("premise", "hypothesis"),
            new ColumnPairs("sentence1", "sentence2"),
            new ColumnPairs("question1", "question2"),
            new ColumnPairs("text1", "text2"),
            new ColumnPairs("text_a", "text_b"),
            new ColumnPairs("question", "sentence"),
            new ColumnPairs("query", "passage"),
            new ColumnPairs("question", "passage"));
}
