package org.rankscope.search;

import org.rankscope.peft.AdapterConfig;

/**
 * Where the tuning of a learning rate begins: ten times the rate that full fine-tuning would take. That LoRA's best rate
 * lies about ten times as high, at nearly every rank, is the finding of Schulman et al., "LoRA Without Regret" (2025).
 *
 * <p>The rates of full fine-tuning, by size: 1e-5 from 20 billion parameters on and 2e-5 from 3 billion (Llama 2: Touvron
 * et al., 2023, section 3.1; ten times as much is what Dettmers et al., "QLoRA", 2023, appendix B.2 used for LoRA at 7 to 65
 * billion, 2e-4 and 1e-4), 5e-5 from half a billion, 1e-4 from 100 million (the upper end for BERT: Devlin et al., 2019,
 * appendix A.3, and GPT-2). Below that nothing is published that could be cited; smaller models take higher rates, and a
 * factor of three for each factor of ten continues the row. It is a start: the search goes on from there until the best
 * rate has a worse one on each side.
 */
public final class FirstRate {
    private static final double LORA_OVER_FULL = 10;

    private FirstRate() {}

    /** For a model of so many parameters. */
    public static double of(long parameters) {
        return LORA_OVER_FULL * ofFullFineTuning(parameters);
    }

    /** Where {@code method} begins in a search that begins at {@code first}: full fine-tuning has no LoRA to be ten times above. */
    static double of(AdapterConfig.Method method, double first) {
        return method == AdapterConfig.Method.FULL ? first / LORA_OVER_FULL : first;
    }

    static double ofFullFineTuning(long parameters) {
        if (parameters >= 20_000_000_000L) {
            return 1e-5;
        } else if (parameters >= 3_000_000_000L) {
            return 2e-5;
        } else if (parameters >= 500_000_000L) {
            return 5e-5;
        } else if (parameters >= 100_000_000L) {
            return 1e-4;
        }
        return parameters >= 10_000_000L ? 3e-4 : 1e-3;
    }
}
