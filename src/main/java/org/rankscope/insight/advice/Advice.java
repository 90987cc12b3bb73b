package org.rankscope.insight.advice;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.rankscope.peft.TargetSpec;

/**
 * What to start with.
 *
 * @param ranks what is likely to do
 * @param sweep what to try: powers of two, one step to spare on both sides
 * @param learningRate where a search begins
 * @param lines everything above and its grounds, for a person
 * @param questions what sources disagree about
 */
public record Advice(
        RankRange ranks,
        List<Integer> sweep,
        AlphaAdvice alpha,
        double dropout,
        @JsonProperty("target_modules") TargetSpec targets,
        @JsonProperty("learning_rate") double learningRate,
        List<Line> lines,
        List<OpenQuestion> questions) {
    /** What a line is about. */
    public enum Subject {
        RANKS("ranks"),
        ALPHA("alpha"),
        DROPOUT("dropout"),
        TARGETS("target modules"),
        LEARNING_RATE("learning rate"),
        TEXT_TOWER("text tower's rank");

        private final String title;

        Subject(String title) {
            this.title = title;
        }

        @com.fasterxml.jackson.annotation.JsonValue
        public String title() {
            return title;
        }
    }

    /**
     * One piece of advice.
     *
     * @param because when the rule applies that decided
     * @param outranked other rules that apply and stand further down: {@code 8 to 16 for a language model}
     */
    public record Line(
            Subject subject, String value, String because, String reason, String source, List<String> outranked) {
        public Line {
            outranked = List.copyOf(outranked);
        }
    }

    public Advice {
        sweep = List.copyOf(sweep);
        lines = List.copyOf(lines);
        questions = List.copyOf(questions);
    }

    /** The line about {@code subject}. */
    public Optional<Line> line(Subject subject) {
        return lines.stream().filter(line -> line.subject() == subject).findFirst();
    }
}
