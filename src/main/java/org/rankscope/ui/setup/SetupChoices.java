package org.rankscope.ui.setup;

/** What stands in the fields, as typed: what is remembered from one start to the next. */
public record SetupChoices(
        String model,
        String data,
        String heldOutPercent,
        String textColumn,
        String ranks,
        TargetPreset targets,
        String customTargets,
        String alpha,
        String learningRates,
        String steps,
        String evalEvery,
        String batchSize,
        String sequenceLength,
        String seeds,
        String schedule,
        String device) {}
