package org.rankscope.ui.main;

/** The texts of the Help menu. */
final class HelpTexts {
    static final String ABOUT = """
            Rankscope answers one question on your own machine: what LoRA rank is good for my model and my data?

            It trains an adapter at each rank, draws validation loss against rank while it happens, and ends with a \
            verdict that can be defended. Everything runs here; nothing leaves this machine.

            Apache License 2.0. The window's font is Roboto, Apache License 2.0.""";

    static final String VERDICTS = """
            choose – the smallest rank that is as good as the best: within one standard error of it when there are \
            three seeds or more, else within 1 % of its loss.

            flat – no rank differs from another by more than that: the cheapest will do.

            extend – the rule chose the largest rank that was tried, so the answer may lie beyond it: add larger ranks.

            noisy – ranks differ, but by less than the noise: add seeds or evaluation data.

            Every rank is judged at its own best learning rate, on the same batches in the same order.""";

    private HelpTexts() {}
}
