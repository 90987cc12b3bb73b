package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.model.hf.Fixtures.LLAMA_TINY;
import static org.rankscope.model.hf.Fixtures.ROOT;
import static org.rankscope.model.hf.Fixtures.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Encoding;

class HuggingFaceTokenizerTest {
    private static final Path TOKENIZER = LLAMA_TINY.resolve("tokenizer.json");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama-tiny", "bert-tiny-cls", "bert-tiny-tok"})
    void idsAndTextsAreThoseOfTheReferenceLibrary(String model) {
        JsonNode cases =
                StrictJson.readTree(ROOT.resolve("golden").resolve(model).resolve("tokenize.json"));
        assertTrue(cases.get("single").size() > 10);
        Path file = ROOT.resolve("models").resolve(model).resolve("tokenizer.json");
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.open(file)) {
            for (JsonNode one : cases.get("single")) {
                String text = one.get("text").textValue();
                int[] ids = ids(one.get("ids"));
                assertArrayEquals(ids, tokenizer.encode(text, true), text);
                assertArrayEquals(ids(one.get("ids_without_special")), tokenizer.encode(text, false), text);
                assertEquals(one.get("decoded").textValue(), tokenizer.decode(ids, false));
                assertEquals(one.get("decoded_skip_special").textValue(), tokenizer.decode(ids, true));
                Encoding encoding = tokenizer.encode(text);
                assertArrayEquals(ids, encoding.ids(), text);
                assertArrayEquals(ids(one.get("type_ids")), encoding.typeIds(), text);
                for (int i = 0; i < ids.length; i++) {
                    assertEquals(one.get("offsets").get(i).get(0).intValue(), encoding.starts()[i], text);
                    assertEquals(one.get("offsets").get(i).get(1).intValue(), encoding.ends()[i], text);
                }
            }
            for (JsonNode one : cases.path("pair")) {
                String text = one.get("text").textValue();
                Encoding encoding = tokenizer.encodePair(text, one.get("pair").textValue());
                assertArrayEquals(ids(one.get("ids")), encoding.ids(), text);
                assertArrayEquals(ids(one.get("type_ids")), encoding.typeIds(), text);
            }
        }
    }

    @Test
    void longTextsAreNeitherCutNorPadded() throws IOException {
        String asksForBoth = Files.readString(TOKENIZER)
                .replaceFirst(
                        "\"truncation\": null",
                        "\"truncation\": {\"direction\": \"Right\", \"max_length\": 4,"
                                + " \"strategy\": \"LongestFirst\", \"stride\": 0}")
                .replaceFirst(
                        "\"padding\": null",
                        "\"padding\": {\"strategy\": {\"Fixed\": 16}, \"direction\": \"Right\","
                                + " \"pad_to_multiple_of\": null, \"pad_id\": 2, \"pad_type_id\": 0,"
                                + " \"pad_token\": \"<|pad|>\"}");
        Path file = Files.writeString(folder.resolve("tokenizer.json"), asksForBoth);
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.open(file)) {
            assertEquals(1 + 5000, tokenizer.encode("a\n".repeat(2500), true).length);
            assertEquals(1, tokenizer.encode("a", false).length);
        }
    }

    @Test
    void nothingIsLostFromUnusualTexts() {
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.open(TOKENIZER)) {
            for (String text : List.of(
                    "zero \0 byte",
                    "emoji \uD83D\uDE00 \uD83D\uDC69\u200D\uD83D\uDCBB",
                    "\u6F22\u5B57",
                    "tab\tand\r\nbreak")) {
                assertEquals(text, tokenizer.decode(tokenizer.encode(text, true), true));
            }
        }
    }

    @Test
    void idsBeyondTheModelsVocabularyAreRefused() {
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.open(TOKENIZER)) {
            assertEquals(512, tokenizer.vocabSize());
            tokenizer.checkFits(512);
            assertRefused(TOKENIZER, () -> tokenizer.checkFits(511), "ids up to 511", "vocab_size is 511");
        }
    }

    @Test
    void addedTokensAndListedVocabulariesCount() {
        assertEquals(
                8,
                TokenizerVocabulary.size(
                        TOKENIZER,
                        "{\"added_tokens\":[{\"id\":7,\"content\":{\"x\":[1]}}],\"model\":{\"vocab\":{\"a\":0,\"b\":5}}}"));
        assertEquals(
                3,
                TokenizerVocabulary.size(
                        TOKENIZER, "{\"model\":{\"type\":\"Unigram\",\"vocab\":[[\"a\",-1.5],[\"b\",-2],[\"c\",0]]}}"));
    }

    @Test
    void brokenFilesAreRefused() throws IOException {
        String whole = Files.readString(TOKENIZER);
        assertBroken("", "expected a JSON object");
        assertBroken("[1, 2]", "expected a JSON object");
        assertBroken("{\"model\": {\"type\": \"BPE\"}}", "'model.vocab' is missing or empty");
        assertBroken(whole.substring(0, whole.length() / 2), "broken JSON at line");
        assertBroken(
                whole.replaceFirst("\"type\": \"BPE\"", "\"type\": \"Riddle\""), "not a tokenizer that can be used");
        assertBroken(whole.replaceFirst("\"!\": 3", "\"!\": \"three\""), "not a tokenizer.json");
        Path latin = Files.write(folder.resolve("latin.json"), new byte[] {'{', (byte) 0xe9, '}'});
        assertRefused(latin, () -> HuggingFaceTokenizer.open(latin), "not UTF-8");
        assertRefused(folder, () -> HuggingFaceTokenizer.open(folder), "is a folder");
        Path missing = folder.resolve("none/tokenizer.json");
        assertRefused(missing, () -> HuggingFaceTokenizer.open(missing), "no such file");
    }

    @Test
    void closingTwiceIsHarmlessAndUseAfterwardsIsAnError() {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.open(TOKENIZER);
        tokenizer.close();
        tokenizer.close();
        assertThrows(IllegalStateException.class, () -> tokenizer.encode("a", true));
    }

    @Test
    void manyThreadsMayEncodeAtOnce() {
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.open(TOKENIZER)) {
            int[] alone = tokenizer.encode("Hello world, again and again", true);
            long equal = IntStream.range(0, 200)
                    .parallel()
                    .filter(i -> Arrays.equals(alone, tokenizer.encode("Hello world, again and again", true)))
                    .count();
            assertEquals(200, equal);
        }
    }

    @Test
    void theLibraryIsUnpackedOnceAndMendedWhereItIsDamaged() throws IOException {
        List<Path> libraries = TokenizersNative.unpack(folder);
        for (Path library : libraries) {
            assertTrue(library.startsWith(folder.toAbsolutePath()) && Files.size(library) > 0);
            Files.writeString(library, "cut off");
        }
        FileTime longAgo = FileTime.fromMillis(0);
        for (Path library : TokenizersNative.unpack(folder)) {
            assertTrue(Files.size(library) > 10_000);
            Files.setLastModifiedTime(library, longAgo);
        }
        for (Path library : TokenizersNative.unpack(folder)) {
            assertEquals(longAgo, Files.getLastModifiedTime(library));
        }
    }

    private void assertBroken(String content, String expected) throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), content);
        assertRefused(file, () -> HuggingFaceTokenizer.open(file), expected);
    }

    private static int[] ids(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }
}
