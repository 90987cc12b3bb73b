package org.rankscope.ui.text;

import org.rankscope.peft.AdapterConfig.Method;

/** What methods are called, and what they are in one plain line. */
public final class MethodWords {
    private MethodWords() {}

    /** As its authors write it: {@code AdaLoRA}. */
    public static String title(Method method) {
        return switch (method) {
            case LORA -> "LoRA";
            case RSLORA -> "rsLoRA";
            case DORA -> "DoRA";
            case ADALORA -> "AdaLoRA";
            case DYLORA -> "DyLoRA";
            case QLORA -> "QLoRA";
            case IA3 -> "IA3";
            case BOTTLENECK -> "Adapter layers";
            case PREFIX_TUNING -> "Prefix tuning";
            case PROMPT_TUNING -> "Prompt tuning";
            case BITFIT -> "BitFit";
            case FULL -> "Full fine-tuning";
        };
    }

    /** Likewise, where there is room for a word. */
    public static String word(Method method) {
        return switch (method) {
            case BOTTLENECK -> "layers";
            case PREFIX_TUNING -> "prefix";
            case PROMPT_TUNING -> "prompt";
            case FULL -> "full";
            default -> title(method);
        };
    }

    /** What it does, for a person who has not heard of it. */
    public static String summary(Method method) {
        return switch (method) {
            case LORA -> "Learns a small low-rank update beside each chosen weight.";
            case RSLORA -> "LoRA whose update is scaled by alpha / √r, so that large ranks learn as well.";
            case DORA -> "LoRA that learns how long each weight row is apart from where it points.";
            case ADALORA -> "Begins with more ranks than it keeps, and leaves them where they matter.";
            case DYLORA -> "A quick scan: one training, evaluated at every rank. Not a fair comparison.";
            case QLORA -> "LoRA on a base model that is stored in 4 bits, for a quarter of its memory.";
            case IA3 -> "Learns one factor for each activation, and nothing else.";
            case BOTTLENECK -> "Adds small layers inside each block, as wide as their bottleneck.";
            case PREFIX_TUNING -> "Learns keys and values of made-up tokens in front, in every layer.";
            case PROMPT_TUNING -> "Learns the embeddings of made-up tokens in front of the text.";
            case BITFIT -> "Trains the biases alone.";
            case FULL -> "Trains every weight: the line that all others are compared with.";
        };
    }

    /** What is swept: {@code rank}. */
    public static String capacity(Method method) {
        return switch (method.knob()) {
            case RANK ->
                method == Method.ADALORA
                        ? "rank, on average"
                        : method == Method.DYLORA ? "ranks up to the largest" : "rank";
            case BOTTLENECK -> "width of the bottleneck";
            case VIRTUAL_TOKENS -> "number of tokens";
            case NONE -> "nothing to choose";
        };
    }
}
