package org.rankscope.insight;

/**
 * How much training text stands against how many parameters: whether an adapter could hold what it is shown.
 *
 * <p>A network stores about {@link #BITS_PER_PARAMETER} bits in a parameter (Allen-Zhu, Li, Physics of language models 3.3,
 * Knowledge capacity scaling laws, 2024). A token of a data set holds at most its loss, in bits: loss / ln 2. Schulman and
 * Thinking Machines Lab, LoRA Without Regret (2025), put the two against each other to say when LoRA keeps up with full
 * fine-tuning. An order of magnitude, no more: what the base model knows already needs no room, and training stores only
 * part of what it is shown.
 *
 * @param tokens tokens trained on, each time it was seen counted
 * @param parameters trainable parameters
 * @param bitsPerToken loss before training, in bits; NaN where unknown
 */
public record Capacity(long tokens, long parameters, double bitsPerToken) {
    public static final double BITS_PER_PARAMETER = 2;

    /** @param startLoss loss before training in nats per token; NaN where unknown */
    public static Capacity of(long tokens, long parameters, double startLoss) {
        return new Capacity(tokens, parameters, startLoss / Math.log(2));
    }

    public double tokensPerParameter() {
        return (double) tokens / parameters;
    }

    /** The bits that the tokens hold at most over those that the parameters can; NaN where the loss is unknown. */
    public double load() {
        return tokens * bitsPerToken / (BITS_PER_PARAMETER * parameters);
    }

    /** One plain sentence. */
    public String words() {
        String ratio = PlainNumbers.count(tokens) + " training tokens on " + PlainNumbers.count(parameters)
                + " parameters: " + PlainNumbers.difference(tokensPerParameter()) + " tokens a parameter";
        if (Double.isNaN(load())) {
            return ratio + ".";
        }
        String bits = " (at most " + PlainNumbers.difference(bitsPerToken) + " bits a token, about "
                + PlainNumbers.difference(BITS_PER_PARAMETER) + " bits a parameter)";
        return load() <= 1
                ? ratio + "; the adapter could hold all of it" + bits + ", so capacity is no limit here."
                : ratio + "; were all of it new, it would fill the adapter " + PlainNumbers.difference(load())
                        + " times" + bits + ".";
    }
}
