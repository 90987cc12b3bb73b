package org.rankscope.ui.main;

/** The texts of the Help menu. */
final class HelpTexts {
    static final String ABOUT = """
            Rankscope answers one question on your own machine: what LoRA rank is good for my model and my data?

            It trains an adapter at each rank, draws validation loss against rank while it happens, and ends with a \
            verdict that can be defended. Everything runs here; nothing leaves this machine.

            Apache License 2.0. The window's font is Roboto, Apache License 2.0.""";

    static final String VERDICTS = """
            choose – the smallest rank that is as good as the best.

            flat – ranks hardly differ, or not more than by chance: the smallest will do.

            extend – the rule chose the largest rank that was tried, so the answer may lie beyond it: add larger ranks.

            noisy – ranks may differ, but not by more than the noise: add seeds or evaluation data. Compare says how many.

            Every rank sees the same batches in the same order and is judged at its own best learning rate. The noise is \
            that between seeds where there are several, and that between evaluation items where there is one run.

            Compare shows what each rule says, what each rank costs, and all that is to be kept in mind.""";

    static final String RULES = """
            Automatic – one standard error where the best rank has three seeds or more, else within tolerance.

            One standard error – the smallest rank whose loss is within one standard error of the best.

            Within tolerance – the smallest rank whose loss is within a share of the best loss; the slider sets it, 1 % \
            at first.

            Knee (Kneedle) – where the curve over log2 of the rank bends the most.

            Pareto – the best trade of loss against parameters: each doubling has to gain the tolerance.

            Adapter under and Memory under leave out what costs more. Change rule judges the page anew, at once, and \
            nothing else: the study's own verdict stays in its folder, and Reset brings it back.""";

    static final String CHARTS = """
            Bars are one standard error: over seeds, or over evaluation items where a rank has one run. The band holds \
            the losses that the rule counts as good as the best. A bracket joins ranks that can't be told apart.

            The dashed line is the largest adapter cut by singular value decomposition to each lower rank. It shows what \
            is reachable at that rank, not what training there gives; a higher rank can learn what a lower one does not.

            Where methods are compared, each has a colour and a marker, and its ranks are one curve. What has no rank is a \
            line across the axis of ranks, at its best, and a point on the others. Full fine-tuning is a dashed line \
            everywhere. A DyLoRA's scan is dashed, too: one training evaluated at every rank.

            Rates is a map of the loss over learning rate and rank; a ring marks each rank's best. Steps is one over \
            step and rank. Spectrum shows how much of its rank an adapter uses in each module; Ranks, \
            which ranks AdaLoRA has kept.

            Badges: good – the loss had settled. Underfit – it was still falling, or never fell: train for longer. \
            Overfit from step n – it rose again after that step, whose adapter is kept. Diverged – it left the numbers.""";

    static final String SEARCHES = """
            grid – every rank at every learning rate and seed.

            ladder – from the smallest rank up in doublings, until two of them brought nothing.

            random, Bayesian – a number of trials, the same at each rank, with learning rates drawn at random or where \
            they promise the most. A study file may have them vary alpha, dropout and modules as well.

            tune, in place of a learning rate – each rank's rate is searched, from its neighbour's best on, until the \
            best lies between two worse ones. Rates that are clearly behind are stopped early, ranks never.

            Whatever the strategy, a study that was cancelled goes on where it stopped.""";

    private HelpTexts() {}
}
