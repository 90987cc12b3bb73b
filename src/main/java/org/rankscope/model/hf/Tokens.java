package org.rankscope.model.hf;

import java.util.OptionalInt;

/**
 * The tokens of a language model: how many there are, how many it takes at once, and which one fills up rows.
 *
 * @param tied whether the output head is the embedding
 * @param eosTokenId the first one where there are several
 */
record Tokens(int vocabSize, int maxLength, boolean tied, OptionalInt eosTokenId, OptionalInt padTokenId) {
    /** What the transformers library takes for the fields that a configuration leaves out. */
    record Defaults(String lengthField, int length, boolean tied, OptionalInt pad) {
        Defaults(int length, boolean tied) {
            this("max_position_embeddings", length, tied, OptionalInt.empty());
        }

        Defaults padding(int id) {
            return new Defaults(lengthField, length, tied, OptionalInt.of(id));
        }
    }

    static Tokens read(ConfigFields config, Defaults defaults) {
        int vocab = config.positiveInt("vocab_size");
        OptionalInt pad = config.tokenId("pad_token_id");
        if (pad.isPresent() && pad.getAsInt() >= vocab) {
            throw config.wrong("pad_token_id", "less than vocab_size, which is " + vocab);
        }
        return new Tokens(
                vocab,
                config.positiveInt(defaults.lengthField(), defaults.length()),
                config.flag("tie_word_embeddings", defaults.tied()),
                config.tokenId("eos_token_id"),
                config.mentions("pad_token_id") ? pad : below(vocab, defaults.pad()));
    }

    /** The token that fills rows which are too short: the pad token, else the end-of-text token, else 0. */
    int fillTokenId() {
        return padTokenId.orElse(below(vocabSize, eosTokenId).orElse(0));
    }

    private static OptionalInt below(int vocab, OptionalInt id) {
        return id.isPresent() && id.getAsInt() < vocab ? id : OptionalInt.empty();
    }
}
