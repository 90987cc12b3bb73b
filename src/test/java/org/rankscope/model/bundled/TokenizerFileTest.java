package org.rankscope.model.bundled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.model.bundled.corpus.StoryCorpus;
import org.rankscope.model.bundled.corpus.SupportCorpus;

/** The tokenizers library must read our file and agree with our own encoder, id by id. */
class TokenizerFileTest {
    private static final int VOCAB_SIZE = 512;
    private static final List<String> STRANGE_TEXTS = List.of(
            "",
            " ",
            "\n",
            "a\n\n b\t c  ",
            "Grüße aus Köln, größer als üblich!",
            "emoji 🙂👩‍👩‍👧 and ✓",
            "日本語のテキスト",
            "don't we'll I'm it's they've he'd",
            "Price: 1234567 € (50%)",
            "  two  spaces  ",
            "trailing   ",
            "\u00a0non-breaking\u2003em space",
            "zero\u0000byte \u0085 next line",
            "½ ² Ⅷ ٣",
            "e\u0301 combining",
            "\r\n windows \r\n");

    @TempDir
    private static Path folder;

    private static BytePairEncoding encoding;
    private static HuggingFaceTokenizer library;

    @BeforeAll
    static void train() throws IOException {
        encoding = BytePairTrainer.train(
                Stream.concat(StoryCorpus.generate(11, 2_000), SupportCorpus.generate(11, 0, 500)), VOCAB_SIZE);
        Path file = folder.resolve("tokenizer.json");
        TokenizerFile.write(file, encoding);
        library = HuggingFaceTokenizer.newInstance(file);
    }

    @AfterAll
    static void close() {
        library.close();
    }

    @Test
    void libraryGivesTheIdsThatTheTrainerMeant() {
        Stream.concat(
                        STRANGE_TEXTS.stream(),
                        Stream.concat(StoryCorpus.generate(12, 300), SupportCorpus.generate(12, 0, 100)))
                .forEach(text -> assertArrayEquals(encoding.encode(text), ids(text, false), text));
    }

    @Test
    void everyTextComesBackUnchanged() {
        for (String text : STRANGE_TEXTS) {
            assertEquals(text, encoding.decode(encoding.encode(text)));
            assertEquals(text, library.decode(library.encode(text, false, false).getIds(), false));
            assertEquals(text, library.decode(library.encode(text, true, false).getIds(), true));
        }
    }

    @Test
    void specialTokensStandAroundAText() {
        int[] inner = encoding.encode("Hello");
        int[] expected = new int[inner.length + 2];
        expected[0] = BytePairEncoding.BOS;
        System.arraycopy(inner, 0, expected, 1, inner.length);
        expected[inner.length + 1] = BytePairEncoding.EOS;
        assertArrayEquals(expected, ids("Hello", true));
        assertArrayEquals(new int[] {BytePairEncoding.PAD, BytePairEncoding.EOS}, ids("<pad></s>", false));
    }

    @Test
    void sameCorpusGivesTheSameFile() throws IOException {
        Path again = folder.resolve("again.json");
        TokenizerFile.write(
                again,
                BytePairTrainer.train(
                        Stream.concat(StoryCorpus.generate(11, 2_000), SupportCorpus.generate(11, 0, 500)),
                        VOCAB_SIZE));
        assertEquals(-1, Files.mismatch(folder.resolve("tokenizer.json"), again));
    }

    @Test
    void mergesShortenTheCorpusThatTheyWereLearntFrom() {
        assertEquals(VOCAB_SIZE, encoding.vocabSize());
        String stories = String.join("\n", StoryCorpus.generate(13, 300).toList());
        double charactersPerToken = (double) stories.length() / encoding.encode(stories).length;
        assertTrue(charactersPerToken > 2.0, "characters a token: " + charactersPerToken);
    }

    @Test
    void mostFrequentPairIsMergedFirst() {
        BytePairEncoding tiny = BytePairTrainer.train(Stream.of("abab abab cd"), BytePairEncoding.FIRST_MERGE + 2);
        int a = BytePairEncoding.bytes("a")[0];
        int b = BytePairEncoding.bytes("b")[0];
        int ab = BytePairEncoding.FIRST_MERGE;
        assertEquals(List.of(new BytePairEncoding.Merge(a, b), new BytePairEncoding.Merge(ab, ab)), tiny.merges());
        assertArrayEquals(new int[] {ab + 1, ab}, tiny.encode("ababab"));
    }

    private static int[] ids(String text, boolean withSpecialTokens) {
        Encoding encoded = library.encode(text, withSpecialTokens, false);
        return Arrays.stream(encoded.getIds()).mapToInt(Math::toIntExact).toArray();
    }
}
