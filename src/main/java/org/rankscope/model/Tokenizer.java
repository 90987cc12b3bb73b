package org.rankscope.model;

import java.util.List;

/** Text to token ids and back, as the model's {@code tokenizer.json} defines it. Any thread; closed by whoever opened it. */
public interface Tokenizer extends AutoCloseable {
    /** Ids of {@code text}, with or without the special tokens that the tokenizer puts around a text. */
    int[] encode(String text, boolean withSpecialTokens);

    /** A text with its special tokens. */
    Encoding encode(String text);

    /** A pair of texts with the special tokens around and between them. */
    Encoding encodePair(String text, String pair);

    /** A text that is split into words already, with its special tokens; {@link Encoding#words} counts {@code words}. */
    Encoding encodeWords(List<String> words);

    String decode(int[] ids, boolean skipSpecialTokens);

    /** One more than the largest id that {@link #encode} can give. */
    int vocabSize();

    @Override
    void close();
}
