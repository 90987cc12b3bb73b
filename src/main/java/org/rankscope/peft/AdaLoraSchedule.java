package org.rankscope.peft;

import org.rankscope.io.RequestException;

/**
 * How many ranks AdaLoRA leaves at each step: all of them for {@code warmup} steps, then fewer by a cubic curve, and the target from
 * {@code settledAt} to the end (Zhang et al. 2023, arXiv 2303.10512, equation 12):
 * b(t) = b₁ + (b₀ - b₁)·(1 - (t - warmup) / (settledAt - warmup))³. Steps count from 0, and which of them reallocate is as in PEFT
 * 0.21 ({@code RankAllocator.budget_schedule}, {@code AdaLoraModel.update_and_allocate}).
 *
 * <p>What is not stated follows from the length of the run. The paper's hyper-parameters for GLUE (its appendix D) give 9 to
 * 18 % of all steps to the warm-up, 44 to 58 % to the end, and reallocate every 1 to 100 of some thousands: here an eighth, a
 * half, and every 500th part. It starts from half as many ranks again as are to be left, as PEFT does by default (12 for 8). PEFT has no
 * such rules for the steps (0, 0 and 1).
 *
 * @param warmup steps before ranks are taken away: {@code tinit}
 * @param settledAt step at which the target is reached: {@code total_step - tfinal}
 * @param every steps from one reallocation to the next: {@code deltaT}
 * @param initial ranks in all layers at first
 * @param target ranks that are left in the end
 */
record AdaLoraSchedule(int warmup, int settledAt, int every, long initial, long target) {
    static final int WARMUP_PART = 8;
    static final int FINAL_PART = 2;
    static final int INTERVAL_PART = 500;
    private static final double MORE_AT_FIRST = 1.5;

    /** The rank that every layer has at first. */
    static int initialRank(AdapterConfig config) {
        return config.initR() == null ? (int) Math.ceil(MORE_AT_FIRST * config.r()) : config.initR();
    }

    /** {@code config} with what it leaves open settled for a run of {@code steps}. */
    static AdapterConfig settled(AdapterConfig config, int steps) {
        int total = config.totalStep() == null ? steps : config.totalStep();
        return AdapterConfigBuilder.builder(config)
                .initR(initialRank(config))
                .totalStep(total)
                .tinit(config.tinit() == null ? total / WARMUP_PART : config.tinit())
                .tfinal(config.tfinal() == null ? total / FINAL_PART : config.tfinal())
                .deltaT(config.deltaT() == null ? Math.max(1, total / INTERVAL_PART) : config.deltaT())
                .beta1(config.beta1() == null ? AdaLora.BETA : config.beta1())
                .beta2(config.beta2() == null ? AdaLora.BETA : config.beta2())
                .orthRegWeight(config.orthRegWeight() == null ? AdaLora.ORTHOGONALITY : config.orthRegWeight())
                .build();
    }

    /**
     * For {@code layers} adapted layers in a run of {@code steps}.
     *
     * @throws RequestException if the numbers leave no step in which ranks could be taken away
     */
    static AdaLoraSchedule of(AdapterConfig config, int layers, int steps) {
        AdapterConfig settled = settled(config, steps);
        if (settled.initR() < settled.r()) {
            throw wrong(
                    "init_r", settled.initR(), "at least r, the " + settled.r() + " that are to be left on average");
        } else if (settled.deltaT() < 1) {
            throw wrong("deltaT", settled.deltaT(), "at least 1");
        } else if (settled.tinit() < 0) {
            throw wrong("tinit", settled.tinit(), "at least 0");
        } else if (settled.tfinal() < 0) {
            throw wrong("tfinal", settled.tfinal(), "at least 0");
        }
        int settledAt = settled.totalStep() - settled.tfinal();
        if (settled.tinit() >= settledAt) {
            throw new RequestException("adapter.tinit and adapter.tfinal are " + settled.tinit() + " and "
                    + settled.tfinal() + "; expected a sum below total_step, " + settled.totalStep()
                    + ", or there is no step in which ranks are taken away.");
        }
        return new AdaLoraSchedule(
                settled.tinit(),
                settledAt,
                settled.deltaT(),
                (long) settled.initR() * layers,
                (long) settled.r() * layers);
    }

    private static RequestException wrong(String field, int found, String expected) {
        return new RequestException("adapter." + field + " is " + found + "; expected " + expected + ".");
    }

    /** The ranks that may be left after {@code step}. */
    long budget(int step) {
        if (step <= warmup) {
            return initial;
        } else if (step > settledAt) {
            return target;
        }
        double left = 1 - (double) (step - warmup) / (settledAt - warmup);
        return (long) ((initial - target) * Math.pow(left, 3) + target);
    }

    /** Whether {@code step} chooses anew which ranks are left. */
    boolean allocates(int step) {
        return step == settledAt || step > warmup && step < settledAt && step % every == 0;
    }

    /** Whether what {@code step} learns of importance counts. */
    boolean scores(int step) {
        return step < settledAt;
    }

    /** Whether the ranks that are gone are 0 after {@code step}: in between they learn on and may come back. */
    boolean holds(int step) {
        return step > settledAt || allocates(step);
    }
}
