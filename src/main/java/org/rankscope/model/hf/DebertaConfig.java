package org.rankscope.model.hf;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A DeBERTa's sizes and settings.
 *
 * @param embeddingSize features of the tables, which a further layer maps to the hidden size where they differ
 * @param headDim features of an attention head
 * @param positionBiasedInput whether absolute positions are added to the tokens
 * @param relative relative positions; empty where attention goes by content alone
 * @param positionTerms terms of the scores that {@code pos_att_type} names, which the scale counts with or without positions
 * @param convolution beside the first block
 * @param pooler activation behind the pooled first token
 */
record DebertaConfig(
        EncoderConfig common,
        int embeddingSize,
        int headDim,
        boolean positionBiasedInput,
        Optional<Relative> relative,
        int positionTerms,
        Optional<Convolution> convolution,
        Activation pooler) {

    /**
     * How relative positions enter the scores.
     *
     * @param span rows of the table for either direction
     * @param buckets how many of them there are in logarithmic steps; 0 for one per position
     * @param maxPositions distance that the last bucket begins at
     * @param contentToPosition whether queries meet the keys of positions ({@code c2p})
     * @param positionToContent whether keys meet the queries of positions ({@code p2c})
     * @param shared whether positions go through the layers of the tokens
     * @param normed whether the table passes a norm
     */
    record Relative(
            int span,
            int buckets,
            int maxPositions,
            boolean contentToPosition,
            boolean positionToContent,
            boolean shared,
            boolean normed) {}

    /** A convolution over the tokens. */
    record Convolution(int kernel, int groups, Activation activation) {}

    /** Every field that is wrong is a RequestException; what is left out is as {@code DebertaV2Config} has it. */
    static DebertaConfig read(ConfigFields config) {
        EncoderConfig.Form form = new EncoderConfig.Form(
                "hidden_size",
                "num_hidden_layers",
                "num_attention_heads",
                "intermediate_size",
                "hidden_act",
                128100,
                0);
        EncoderConfig common = EncoderConfig.read(
                config,
                form,
                new EncoderConfig.Sizes(1536, 24, 24, 6144),
                config.positiveNumber("layer_norm_eps", 1e-7),
                config.countOrNone("type_vocab_size"));
        List<String> terms = terms(config);
        int hidden = common.hiddenSize();
        if (config.positiveInt("pooler_hidden_size", hidden) != hidden) {
            throw config.wrong("pooler_hidden_size", "the hidden_size, which is " + hidden);
        }
        return new DebertaConfig(
                common,
                config.positiveInt("embedding_size", hidden),
                config.positiveInt("attention_head_size", hidden / common.numAttentionHeads()),
                config.flag("position_biased_input", true),
                config.flag("relative_attention", false) ? Optional.of(relative(config, terms)) : Optional.empty(),
                terms.size(),
                convolution(config, hidden),
                Activation.read(config, "pooler_hidden_act", Activation.GELU));
    }

    private static List<String> terms(ConfigFields config) {
        List<String> terms = config.texts("pos_att_type").stream()
                .flatMap(text -> Stream.of(text.toLowerCase(Locale.ROOT).split("\\|")))
                .map(String::strip)
                .filter(term -> !term.isEmpty())
                .distinct()
                .toList();
        if (!List.of("c2p", "p2c").containsAll(terms)) {
            throw config.wrong("pos_att_type", "c2p, p2c or both");
        }
        return terms;
    }

    private static Relative relative(ConfigFields config, List<String> terms) {
        int most = config.countOrNone("max_relative_positions");
        int positions = most > 0 ? most : config.positiveInt("max_position_embeddings", 512);
        int buckets = config.countOrNone("position_buckets");
        if (buckets > 0 && (buckets < 4 || positions - 1 <= buckets / 2)) {
            throw config.wrong(
                    "position_buckets",
                    buckets,
                    "4 or more, and half of it below the largest distance, " + (positions - 1));
        }
        return new Relative(
                buckets > 0 ? buckets : positions,
                buckets,
                positions,
                terms.contains("c2p"),
                terms.contains("p2c"),
                config.flag("share_att_key", false),
                Stream.of(config.text("norm_rel_ebd", "none")
                                .toLowerCase(Locale.ROOT)
                                .split("\\|"))
                        .map(String::strip)
                        .anyMatch("layer_norm"::equals));
    }

    private static Optional<Convolution> convolution(ConfigFields config, int hidden) {
        int kernel = config.countOrNone("conv_kernel_size");
        if (kernel == 0) {
            return Optional.empty();
        }
        int groups = config.positiveInt("conv_groups", 1);
        if (kernel % 2 == 0) {
            throw config.wrong("conv_kernel_size", "an odd number, so that every token keeps its place");
        } else if (hidden % groups != 0) {
            throw config.wrong("conv_groups", "a divisor of hidden_size, which is " + hidden);
        }
        return Optional.of(new Convolution(kernel, groups, Activation.read(config, "conv_act", Activation.TANH)));
    }

    /** Scores are divided by √(headDim · the number of their terms) (equation 4 of the paper). */
    double scale() {
        return 1 / Math.sqrt((double) headDim * (1 + positionTerms));
    }
}
