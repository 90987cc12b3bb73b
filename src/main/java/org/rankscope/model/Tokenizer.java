package org.rankscope.model;

/** Text to token ids and back, as the model's {@code tokenizer.json} defines it. Any thread; closed by whoever opened it. */
public interface Tokenizer extends AutoCloseable {
    /** Ids of {@code text}, with or without the special tokens that the tokenizer puts around a text. */
    int[] encode(String text, boolean withSpecialTokens);

    String decode(int[] ids, boolean skipSpecialTokens);

    /** One more than the largest id that {@link #encode} can give. */
    int vocabSize();

    @Override
    void close();
}
