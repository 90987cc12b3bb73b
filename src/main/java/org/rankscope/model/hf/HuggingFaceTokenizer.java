package org.rankscope.model.hf;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import org.rankscope.io.RequestException;
import org.rankscope.model.Encoding;
import org.rankscope.model.Tokenizer;

/**
 * A tokenizer.json, run by the Hugging Face tokenizers library. Texts of any length are encoded whole: truncation and
 * padding that the file asks for are switched off. Any thread; closing twice is harmless.
 */
public final class HuggingFaceTokenizer implements Tokenizer {
    private final Path file;
    private final int vocabSize;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    /** 0 once closed; read under the read lock, so that nobody closes it while it is used. */
    private long handle;

    private HuggingFaceTokenizer(Path file, int vocabSize, long handle) {
        this.file = file;
        this.vocabSize = vocabSize;
        this.handle = handle;
    }

    /** Opens {@code tokenizerJson}; throws RequestException where it is missing or broken. */
    public static HuggingFaceTokenizer open(Path tokenizerJson) {
        String json = read(tokenizerJson);
        int vocabSize = TokenizerVocabulary.size(tokenizerJson, json);
        TokenizersNative.load();
        long handle;
        try {
            handle = TokenizersLibrary.LIB.createTokenizerFromString(json);
        } catch (RuntimeException e) {
            throw new RequestException(
                    tokenizerJson + ": not a tokenizer that can be used (" + e.getMessage() + ").", e);
        }
        TokenizersLibrary.LIB.disableTruncation(handle);
        TokenizersLibrary.LIB.disablePadding(handle);
        return new HuggingFaceTokenizer(tokenizerJson, vocabSize, handle);
    }

    @Override
    public int[] encode(String text, boolean withSpecialTokens) {
        return using("encode " + characters(text), open -> {
            long encoding = TokenizersLibrary.LIB.encode(open, text, withSpecialTokens);
            try {
                return ints(TokenizersLibrary.LIB.getTokenIds(encoding));
            } finally {
                TokenizersLibrary.LIB.deleteEncoding(encoding);
            }
        });
    }

    @Override
    public Encoding encode(String text) {
        return encoding("encode " + characters(text), open -> TokenizersLibrary.LIB.encode(open, text, true));
    }

    @Override
    public Encoding encodePair(String text, String pair) {
        return encoding("encode a pair of texts", open -> TokenizersLibrary.LIB.encodeDual(open, text, pair, true));
    }

    @Override
    public Encoding encodeWords(List<String> words) {
        return encoding(
                "encode " + words.size() + " words",
                open -> TokenizersLibrary.LIB.encodeList(open, words.toArray(String[]::new), true));
    }

    private Encoding encoding(String attempt, LongUnaryOperator encoder) {
        return using(attempt, open -> {
            long encoding = encoder.applyAsLong(open);
            try {
                CharSpan[] spans = TokenizersLibrary.LIB.getTokenCharSpans(encoding);
                return new Encoding(
                        ints(TokenizersLibrary.LIB.getTokenIds(encoding)),
                        ints(TokenizersLibrary.LIB.getTypeIds(encoding)),
                        ints(TokenizersLibrary.LIB.getWordIds(encoding)),
                        Arrays.stream(spans)
                                .mapToInt(span -> span == null ? 0 : span.getStart())
                                .toArray(),
                        Arrays.stream(spans)
                                .mapToInt(span -> span == null ? 0 : span.getEnd())
                                .toArray());
            } finally {
                TokenizersLibrary.LIB.deleteEncoding(encoding);
            }
        });
    }

    private static int[] ints(long[] numbers) {
        return Arrays.stream(numbers).mapToInt(Math::toIntExact).toArray();
    }

    private static String characters(String text) {
        return "a text of " + text.length() + " characters";
    }

    @Override
    public String decode(int[] ids, boolean skipSpecialTokens) {
        return using(
                "decode " + ids.length + " ids",
                open -> TokenizersLibrary.LIB.decode(
                        open, Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens));
    }

    @Override
    public int vocabSize() {
        return vocabSize;
    }

    /** Throws RequestException where ids can come that a model with this {@code vocab_size} doesn't have. */
    public void checkFits(int modelVocabSize) {
        if (vocabSize > modelVocabSize) {
            throw new RequestException(file + ": the tokenizer gives ids up to " + (vocabSize - 1)
                    + ", but the model's vocab_size is "
                    + modelVocabSize + "; use the tokenizer that belongs to the model.");
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (handle != 0) {
                TokenizersLibrary.LIB.deleteTokenizer(handle);
                handle = 0;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T> T using(String attempt, LongFunction<T> work) {
        lock.readLock().lock();
        try {
            if (handle == 0) {
                throw new IllegalStateException("The tokenizer " + file + " is closed.");
            }
            return work.apply(handle);
        } catch (IllegalStateException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new RequestException(file + ": the tokenizer can't " + attempt + " (" + e.getMessage() + ").", e);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static String read(Path file) {
        if (Files.notExists(file)) {
            boolean sentencePiece = Files.exists(file.resolveSibling("tokenizer.model"));
            throw new RequestException(file + ": no such file."
                    + (sentencePiece
                            ? " The folder has a tokenizer.model only; convert it with the transformers library."
                            : ""));
        } else if (Files.isDirectory(file)) {
            throw new RequestException(file + ": is a folder, expected a tokenizer.json.");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RequestException(file + ": not UTF-8 text, expected a tokenizer.json.", e);
        } catch (IOException e) {
            throw new RequestException(file + ": can't be read (" + e.getMessage() + ").", e);
        }
    }
}
