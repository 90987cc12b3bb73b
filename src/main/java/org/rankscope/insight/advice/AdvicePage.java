package org.rankscope.insight.advice;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables as a page for people: {@code docs/advice.md}. */
final class AdvicePage {
    private final StringBuilder page = new StringBuilder();

    String text() {
        page.append("""
                # Where to start

                `rankscope advise --model M --data D` says which ranks to try and what to set beside them, and `--out study.json`
                writes a study that tries them; the window says the same under its fields. Below is all it knows: this page is
                written from the program's own tables. In every table the first row that applies decides; rows further down that
                apply as well are shown as what others say. Ranks are tried from one power of two below the range to one above,
                so that a verdict sees both sides of it. Where a number has no comparison behind it that is known here, its source
                says so.

                What a row asks for is read off config.json (family, parameters, bits of the base), the data (examples, names of
                fields) and the device. What the adapter is for can't be read off a model: `--purpose` says it, else names of
                fields hint at it (`premise` and `hypothesis`: inference; `instruction`, `messages`, `prompt` and `completion`:
                instructions; `solution`, `rationale`: reasoning; `code`: code; `review` and `label`, `sentiment`: sentiment), else
                it is taken to be instructions for language models.

                """);
        table("Ranks", AdviceRules.RANKS);
        table("Text tower's rank", List.of(AdviceRules.TEXT_TOWER));
        table("Target modules", List.of(AdviceRules.TARGETS));
        table("Alpha", AdviceRules.ALPHA);
        table("Dropout", AdviceRules.DROPOUT);
        table("Learning rate, where a search begins", AdviceRules.LEARNING_RATE);
        models();
        questions();
        sources();
        return page.toString();
    }

    private <T> void table(String title, List<AdviceRule<T>> rules) {
        page.append("## ").append(title).append("\n\n| for | advice | reason | source |\n| --- | --- | --- | --- |\n");
        for (AdviceRule<T> rule : rules) {
            row(rule.when(), Advisor.text(rule.value()), rule.reason(), rule.source());
        }
        page.append('\n');
    }

    private void models() {
        page.append(
                "## Known models\n\nFamilies by `model_type`, with what PEFT adapts where no modules are named. Others are"
                        + " told by their inputs and the task.\n\n| model_type | family | PEFT's default |\n| --- | --- | --- |\n");
        for (KnownModel known : KnownModel.values()) {
            row(known.modelType(), known.family().title(), String.join(", ", known.peftTargets()));
        }
        page.append('\n');
    }

    private void questions() {
        page.append("## What sources disagree about\n\n");
        for (OpenQuestion question : OpenQuestions.general()) {
            page.append("**").append(question.question()).append("**\n\n");
            question.answers()
                    .forEach(answer -> page.append("- ").append(answer).append('\n'));
            page.append("\nTo test it: ").append(question.test()).append("\n\n");
        }
    }

    private void sources() {
        page.append("## Sources\n\n");
        Stream.of(Source.values()).filter(source -> !source.address().isEmpty()).forEach(source -> page.append("- ")
                .append(source.citation())
                .append(": ")
                .append(source.address())
                .append('\n'));
    }

    private void row(String... cells) {
        page.append(Stream.of(cells).collect(Collectors.joining(" | ", "| ", " |\n")));
    }
}
