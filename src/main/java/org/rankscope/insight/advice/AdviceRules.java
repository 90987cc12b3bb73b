package org.rankscope.insight.advice;

import java.util.List;

/** The tables. In each of them the first row that applies decides. */
final class AdviceRules {
    private AdviceRules() {}

    /**
     * What limits the adapter stands above what it is for: how much there is to learn from, what the base was squeezed into,
     * how wide it is, where it must fit. Purposes stand above the families that they refine.
     */
    static final List<AdviceRule<RankRange>> RANKS = List.of(
            new AdviceRule<>(
                    "fewer than 1,000 examples",
                    AdviceFacts::hasFewExamples,
                    new RankRange(4, 8),
                    "So few examples hold little to learn, and a large adapter learns them by heart: start at 4.",
                    Source.SCHULMAN_2025.at("on capacity") + "; the 4 is " + Source.PRACTICE.citation()),
            new AdviceRule<>(
                    "4-bit base",
                    AdviceFacts::isFourBit,
                    new RankRange(32, 64),
                    "QLoRA's own models have rank 64 on a 4-bit base; the adapter also mends what rounding took.",
                    Source.DETTMERS_2023.at("section 5 and appendix B")),
            new AdviceRule<>(
                    "60 billion parameters or more",
                    AdviceFacts::isHuge,
                    new RankRange(16, 32),
                    "Layers are so wide that each rank brings many parameters: 16 is the recipe for Llama 3 70B.",
                    Source.TORCHTUNE.citation()),
            new AdviceRule<>(
                    "reasoning or code, language model",
                    facts -> facts.isTextGenerator() && facts.wantsCapacity(),
                    new RankRange(32, 64),
                    "Mathematics and code are where low ranks fell furthest behind full fine-tuning, and more rank helped.",
                    Source.BIDERMAN_2024.at("section 4, ranks 16, 64 and 256")),
            new AdviceRule<>(
                    "one consumer GPU (32 GiB or less)",
                    AdviceFacts::isOnConsumerGpu,
                    new RankRange(4, 8),
                    "Leaves memory for batch and length, which matter more; rank itself takes little of it, see below.",
                    Source.PEFT.at("LoraConfig: r is 8 by default") + "; the 4 is " + Source.PRACTICE.citation()),
            new AdviceRule<>(
                    "instructions, tone or style, language model",
                    facts -> facts.isTextGenerator() && facts.purpose() == Purpose.INSTRUCTION,
                    new RankRange(8, 16),
                    "The base knows the content already, form takes few directions: PEFT starts at 8, Unsloth at 16.",
                    Source.UNSLOTH.citation() + "; " + Source.PEFT.at("LoraConfig: r is 8 by default")),
            new AdviceRule<>(
                    "sentiment, text encoder",
                    facts -> facts.family() == ModelFamily.ENCODER && facts.purpose() == Purpose.SENTIMENT,
                    new RankRange(4, 8),
                    "One direction of meaning is asked for; rank 8 on query and value matched full fine-tuning on SST-2.",
                    Source.HU_2021.at("tables 2 and 9") + "; the 4 is " + Source.PRACTICE.citation()),
            new AdviceRule<>(
                    "inference between sentences, text encoder",
                    facts -> facts.family() == ModelFamily.ENCODER && facts.purpose() == Purpose.INFERENCE,
                    new RankRange(8, 12),
                    "Two sentences are held against each other; on MultiNLI rank 8 was the best of 1 to 64 (on GPT-3).",
                    Source.HU_2021.at("table 6") + "; the 12 is " + Source.PRACTICE.citation()),
            new AdviceRule<>(
                    "text encoder",
                    facts -> facts.family() == ModelFamily.ENCODER,
                    new RankRange(4, 16),
                    "GLUE was matched at rank 8 on RoBERTa and with rank 16 on DeBERTa XXL.",
                    Source.HU_2021.at("tables 2, 9 and 10")),
            new AdviceRule<>(
                    "segmentation, depth or other dense prediction, vision transformer",
                    facts -> facts.family() == ModelFamily.VISION && facts.purpose() == Purpose.DENSE_PREDICTION,
                    new RankRange(16, 32),
                    "Every pixel gets an answer: PEFT's guide to segmentation takes 32 where that to classification takes 16.",
                    Source.PEFT.at("task guides: semantic segmentation, image classification")),
            new AdviceRule<>(
                    "vision transformer",
                    facts -> facts.family() == ModelFamily.VISION,
                    new RankRange(4, 16),
                    "PEFT's guide to image classification takes 16; few classes need less.",
                    Source.PEFT.at("task guides: image classification") + "; the 4 is " + Source.PRACTICE.citation()),
            new AdviceRule<>(
                    "image and text towers, as CLIP",
                    facts -> facts.family() == ModelFamily.CONTRASTIVE,
                    new RankRange(8, 32),
                    "Two towers move towards each other; with a few images a class rank 2 was enough, so look below, too.",
                    Source.PRACTICE.citation() + "; rank 2: " + Source.ZANELLA_2024.citation()),
            new AdviceRule<>(
                    "anything else",
                    facts -> true,
                    new RankRange(8, 16),
                    "Where nothing more is known, around PEFT's default of 8.",
                    Source.PEFT.at("LoraConfig")));

    static final List<AdviceRule<AlphaAdvice>> ALPHA = List.of(
            new AdviceRule<>(
                    "ranks of 64 and more are tried (4-bit base, reasoning, code)",
                    facts -> facts.isFourBit() || facts.isTextGenerator() && facts.wantsCapacity(),
                    AlphaAdvice.RANK_STABILISED,
                    "With alpha / √r activations and gradients neither grow nor shrink with the rank, so high ranks get a fair"
                            + " trial; at rank 16 the scaling is that of 2r.",
                    Source.KALAJDZIEVSKI_2023.citation()),
            new AdviceRule<>(
                    "anything else",
                    facts -> true,
                    AlphaAdvice.TWICE_RANK,
                    "One scaling of 2 for every rank, so that the ranks compared differ in rank alone.",
                    Source.RASCHKA_2023.citation() + "; " + Source.UNSLOTH.citation()));

    static final List<AdviceRule<Double>> DROPOUT = List.of(
            new AdviceRule<>(
                    "fewer than 1,000 examples",
                    AdviceFacts::hasFewExamples,
                    0.1,
                    "Against learning the few examples by heart.",
                    Source.PRACTICE.citation()),
            new AdviceRule<>(
                    "4-bit base over 13 billion parameters",
                    facts -> facts.isFourBit() && facts.parameters() > AdviceFacts.MIDDLE,
                    0.05,
                    "As QLoRA's models of 33 and 65 billion parameters.",
                    Source.DETTMERS_2023.at("appendix B")),
            new AdviceRule<>(
                    "4-bit base",
                    AdviceFacts::isFourBit,
                    0.1,
                    "As QLoRA's models of up to 13 billion parameters.",
                    Source.DETTMERS_2023.at("appendix B")),
            new AdviceRule<>(
                    "vision transformer",
                    facts -> facts.family() == ModelFamily.VISION,
                    0.1,
                    "As in PEFT's guides to images.",
                    Source.PEFT.at("task guides: image classification, semantic segmentation")),
            new AdviceRule<>(
                    "anything else",
                    facts -> true,
                    0.0,
                    "With enough data none is needed; a run that overfits stops at its best step anyway.",
                    Source.PEFT.at("LoraConfig: lora_dropout is 0 by default")));

    /** Language models: ten times the rate for full fine-tuning, by size. */
    static final List<AdviceRule<Double>> LEARNING_RATE = List.of(
            rate(
                    "language model of 20 billion parameters or more",
                    20_000_000_000L,
                    1e-4,
                    "QLoRA's rate for 33 and 65 billion parameters.",
                    Source.DETTMERS_2023.at("appendix B")),
            rate(
                    "language model of 3 billion parameters or more",
                    3_000_000_000L,
                    2e-4,
                    "About ten times the rate for full fine-tuning; QLoRA's for 7 and 13 billion parameters.",
                    Source.SCHULMAN_2025.citation() + "; " + Source.DETTMERS_2023.at("appendix B") + "; "
                            + Source.UNSLOTH.citation()),
            rate(
                    "language model of half a billion parameters or more",
                    500_000_000L,
                    5e-4,
                    "About ten times the rate for full fine-tuning.",
                    Source.SCHULMAN_2025.citation() + "; the 5e-5 of it is " + Source.PRACTICE.citation()),
            rate(
                    "language model of 100 million parameters or more",
                    100_000_000L,
                    1e-3,
                    "About ten times the rate for full fine-tuning.",
                    Source.SCHULMAN_2025.citation() + "; the 1e-4 of it is " + Source.PRACTICE.citation()),
            rate(
                    "language model of 10 million parameters or more",
                    10_000_000L,
                    3e-3,
                    "Narrow models want larger steps; between the row above and the one below.",
                    Source.PRACTICE.citation()),
            rate(
                    "smaller language model",
                    0,
                    1e-2,
                    "Narrow models want larger steps: the study of support messages runs at 1e-2.",
                    Source.HERE.citation()),
            new AdviceRule<>(
                    "text encoder",
                    facts -> facts.family() == ModelFamily.ENCODER,
                    4e-4,
                    "RoBERTa base was adapted to GLUE at 4e-4 to 5e-4, over ten times the usual rate for all weights.",
                    Source.HU_2021.at("table 9")),
            new AdviceRule<>(
                    "vision transformer",
                    facts -> facts.family() == ModelFamily.VISION,
                    5e-3,
                    "The rate of PEFT's guide; look below it, too.",
                    Source.PEFT.at("task guides: image classification")),
            new AdviceRule<>(
                    "anything else",
                    facts -> true,
                    2e-4,
                    "About ten times the rate for full fine-tuning.",
                    Source.SCHULMAN_2025.citation() + "; CLIP: " + Source.ZANELLA_2024.citation()));

    /** Every linear layer, whatever the model is. */
    static final AdviceRule<String> TARGETS = new AdviceRule<>(
            "always",
            facts -> true,
            "all-linear",
            "Which layers are adapted matters more than the rank: spread adapters over every linear layer before raising it.",
            Source.DETTMERS_2023.at("section 4 and figure 2") + "; " + Source.SCHULMAN_2025.citation());

    /** For two towers alone. */
    static final AdviceRule<String> TEXT_TOWER = new AdviceRule<>(
            "image and text towers, as CLIP",
            facts -> facts.family() == ModelFamily.CONTRASTIVE,
            "at or below the vision tower's",
            "The text tower reads a few words, the vision tower new images: give it no more rank, by rank_pattern.",
            Source.PRACTICE.citation());

    private static AdviceRule<Double> rate(String when, long parameters, double value, String reason, String source) {
        return new AdviceRule<>(
                when, facts -> facts.isTextGenerator() && facts.parameters() >= parameters, value, reason, source);
    }
}
