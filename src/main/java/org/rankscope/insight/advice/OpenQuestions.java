package org.rankscope.insight.advice;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What sources disagree about, with what is known of the case at hand. */
final class OpenQuestions {
    private static final double MEBIBYTE = 1 << 20;

    private OpenQuestions() {}

    static List<OpenQuestion> of(AdviceFacts facts, Optional<RankCost> cost) {
        return List.of(data(facts.tokens(), cost), memory(cost));
    }

    /** Without a case at hand. */
    static List<OpenQuestion> general() {
        return List.of(data(OptionalLong.empty(), Optional.empty()), memory(Optional.empty()));
    }

    private static OpenQuestion data(OptionalLong tokens, Optional<RankCost> cost) {
        String known = tokens.isEmpty() || cost.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%,d training tokens against %,d parameters at rank %d and %,d at rank %d.",
                        tokens.getAsLong(),
                        cost.get().smallParameters(),
                        cost.get().smallRank(),
                        cost.get().largeParameters(),
                        cost.get().largeRank());
        return new OpenQuestion(
                "Does more data want more rank?",
                List.of(
                        "No: rank 1 or 2 already did for GPT-3 on WikiSQL and MultiNLI, and more changed nothing ("
                                + Source.HU_2021.at("section 7.2, table 6") + ").",
                        "No: from 8 to 256 the rank made no difference where every layer was adapted ("
                                + Source.DETTMERS_2023.at("appendix A") + ").",
                        "Yes: with millions of tokens of code and mathematics low ranks stay behind, high ones less ("
                                + Source.BIDERMAN_2024.citation() + ").",
                        "Yes, once the data exceed what an adapter can hold; before that all ranks learn alike ("
                                + Source.SCHULMAN_2025.citation() + ")."),
                known,
                "Run the study on a tenth of the rows (head -n ROWS data.jsonl > tenth.jsonl, rankscope advise --data"
                        + " tenth.jsonl --out tenth.json, rankscope sweep --spec tenth.json) and on all of them, and compare"
                        + " the two verdicts.");
    }

    private static OpenQuestion memory(Optional<RankCost> cost) {
        String known = cost.map(both -> String.format(
                        Locale.ROOT,
                        "Here about %.0f MiB at rank %d and %.0f MiB at rank %d (batch %s): %.1f times the parameters, %.0f %%"
                                + " more memory.",
                        both.smallBytes() / MEBIBYTE,
                        both.smallRank(),
                        both.largeBytes() / MEBIBYTE,
                        both.largeRank(),
                        both.batch(),
                        (double) both.largeParameters() / both.smallParameters(),
                        100.0 * (both.largeBytes() - both.smallBytes()) / both.smallBytes()))
                .orElse("");
        return new OpenQuestion(
                "Does a low rank save memory?",
                List.of(
                        "Yes, guides say: a higher rank takes more memory (" + Source.UNSLOTH.citation() + ").",
                        "Hardly: of a 7 billion parameter model's adapter the parameters took 26 MB, the gradients of its inputs"
                                + " 567 MB (" + Source.DETTMERS_2023.at("section 2") + ")."),
                known,
                "rankscope params --model M --ranks 1,64 says it by component, and each study measures the peak of every rank."
                        + " What saves memory: a smaller batch, gradient checkpointing, shorter sequences.");
    }
}
