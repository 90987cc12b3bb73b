package org.rankscope.peft;

import java.util.List;
import java.util.stream.Stream;
import org.rankscope.peft.AdapterConfig.Method;

/**
 * What help and documentation say of a method. Counts are of a layer with {@code in} inputs and {@code out} outputs, summed
 * over what is adapted; {@code d} is the model's hidden size. What a study really trains is counted from
 * {@link AdapterMethod#trainable}.
 *
 * @param title as its authors write it
 * @param summary what it does, in one line for a person who has not heard of it
 * @param capacity what makes it larger or smaller, as {@code adapter_config.json} calls it; "none" where nothing does
 * @param parameters how many numbers are trained
 * @param source the paper, and where in it
 */
public record MethodFacts(
        Method method, String title, String summary, String capacity, String parameters, String source) {

    /** Every method, in the order of the enum. */
    public static List<MethodFacts> all() {
        return Stream.of(Method.values()).map(MethodFacts::of).toList();
    }

    public static MethodFacts of(Method method) {
        return switch (method) {
            case LORA ->
                new MethodFacts(
                        method,
                        "LoRA",
                        "Learns a small low-rank update beside each chosen weight.",
                        "r",
                        "r·(in + out) a layer",
                        "Hu et al. 2021, arXiv 2106.09685, equation 3; scaling alpha / r, section 4.1");
            case RSLORA ->
                new MethodFacts(
                        method,
                        "rsLoRA",
                        "LoRA whose update is scaled by alpha / √r, so that large ranks learn as well.",
                        "r",
                        "r·(in + out) a layer",
                        "Kalajdzievski 2023, arXiv 2312.03732, theorem 3.2: scaling alpha / √r");
            case DORA ->
                new MethodFacts(
                        method,
                        "DoRA",
                        "LoRA that learns the length of each weight apart from its direction.",
                        "r",
                        "r·(in + out) + out a layer",
                        "Liu et al. 2024, arXiv 2402.09353, equation 5");
            case ADALORA ->
                new MethodFacts(
                        method,
                        "AdaLoRA",
                        "Begins with more ranks than it keeps, and keeps them where they matter.",
                        "r, the rank left on average (target_r)",
                        "init_r·(in + out + 1) a layer, of which r·(in + out + 1) are left on average",
                        "Zhang et al. 2023, arXiv 2303.10512, equation 3 and algorithm 1");
            case DYLORA ->
                new MethodFacts(
                        method,
                        "DyLoRA",
                        "A " + QuickScan.LABEL + ": one training, evaluated at every rank. Not a fair comparison.",
                        "r, the largest rank",
                        "r·(in + out) a layer",
                        "Valipour et al. 2022, arXiv 2210.07558, algorithm 1");
            case QLORA ->
                new MethodFacts(
                        method,
                        "QLoRA",
                        "LoRA on a base model that is stored in 4 bits, for a quarter of its memory.",
                        "r",
                        "r·(in + out) a layer, on a base of 4 bits a weight",
                        "Dettmers et al. 2023, arXiv 2305.14314, equation 5");
            case IA3 ->
                new MethodFacts(
                        method,
                        "IA3",
                        "Learns one factor for each activation, and nothing else.",
                        "none",
                        "out a layer, in where inputs are scaled (feedforward_modules)",
                        "Liu et al. 2022, arXiv 2205.05638, section 3.3");
            case BOTTLENECK ->
                new MethodFacts(
                        method,
                        "Bottleneck adapter",
                        "Adds small layers, narrow in their middle, inside each block.",
                        "bottleneck_size, m",
                        "2·d·m + d + m an adapter layer; two of them a block (houlsby), or one (pfeiffer)",
                        "Houlsby et al. 2019, arXiv 1902.00751, section 2.1; Pfeiffer et al. 2021, arXiv 2005.00247");
            case PREFIX_TUNING ->
                new MethodFacts(
                        method,
                        "Prefix tuning",
                        "Learns keys and values of made-up tokens in front, in every layer.",
                        "num_virtual_tokens, v",
                        "2·v·(width of keys) a block; of an encoder and a decoder, a block of the deeper one",
                        "Li and Liang 2021, arXiv 2101.00190, section 4.2");
            case PROMPT_TUNING ->
                new MethodFacts(
                        method,
                        "Prompt tuning",
                        "Learns the embeddings of made-up tokens in front of the text.",
                        "num_virtual_tokens, v",
                        "v·d; of an encoder and a decoder 2·v·d, of which v·d are read",
                        "Lester et al. 2021, arXiv 2104.08691, section 2");
            case BITFIT ->
                new MethodFacts(
                        method,
                        "BitFit",
                        "Trains the biases alone.",
                        "none",
                        "every bias, or those of target_modules",
                        "Ben Zaken et al. 2021, arXiv 2106.10199, section 3");
            case FULL ->
                new MethodFacts(
                        method,
                        "Full fine-tuning",
                        "Trains every weight: the line that all others are compared with.",
                        "none",
                        "every parameter of the model",
                        "what all others are compared with");
        };
    }
}
