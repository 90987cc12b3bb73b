package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.rankscope.data.Samples.assertRefused;
import static org.rankscope.data.Samples.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Tokenizer;
import org.rankscope.model.hf.HuggingFaceTokenizer;

class RunningTextTest {
    /** Puts a word mark in front of every text, as the tokenizers of the first Llamas do, and an end behind it. */
    private static final String MARKING_TOKENIZER = """
            {"version": "1.0", "truncation": null, "padding": null,
             "added_tokens": [{"id": 0, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
               "normalized": false, "special": true}, {"id": 1, "content": "</s>", "single_word": false,
               "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
             "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "_"},
               {"type": "Replace", "pattern": {"String": " "}, "content": "_"}]},
             "pre_tokenizer": null,
             "post_processor": {"type": "TemplateProcessing",
               "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                 {"SpecialToken": {"id": "</s>", "type_id": 0}}],
               "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
               "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
                 "</s>": {"id": "</s>", "ids": [1], "tokens": ["</s>"]}}},
             "decoder": null,
             "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
               "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
               "vocab": {"<s>": 0, "</s>": 1, "_": 2, "a": 3, "b": 4, "\\n": 5, "_a": 6, "ab": 7, "_ab": 8},
               "merges": ["_ a", "a b", "_a b"]}}""";

    @TempDir
    private Path folder;

    private final Tokenizer tokenizer = tokenizer();

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 1000, 1 << 20})
    void piecesGiveTheIdsOfTheWholeText(int pieceBytes) throws IOException {
        String prose = Samples.prose(200) + "\n\n\tüber \uD83D\uDE00\r\n";
        assertArrayEquals(tokenizer.encode(prose, true), open(prose).encode(tokenizer, pieceBytes));
    }

    /** The pattern of GPT-2 splits white space by what follows it; that of the sample tokenizer does not. */
    @ParameterizedTest
    @ValueSource(ints = {1, 40, 1000})
    void piecesGiveTheIdsOfTheWholeTextAlsoWhereWhiteSpaceIsSplit(int pieceBytes) throws IOException {
        JsonNode changed = StrictJson.readTree(Samples.TOKENIZER);
        ObjectNode split = (ObjectNode) changed.at("/pre_tokenizer/pretokenizers/0/pattern");
        split.put("Regex", "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");
        String prose = Samples.prose(200);
        try (Tokenizer splitting =
                HuggingFaceTokenizer.open(Files.writeString(folder.resolve("tokenizer.json"), changed.toString()))) {
            assertArrayEquals(splitting.encode(prose, true), open(prose).encode(splitting, pieceBytes));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1 << 20})
    void piecesGiveTheIdsOfTheWholeTextAlsoWhereTextsAreMarked(int pieceBytes) throws IOException {
        String text = "ab ba\na b\n\nbb aa\nab\n".repeat(20);
        try (Tokenizer marking =
                HuggingFaceTokenizer.open(Files.writeString(folder.resolve("tokenizer.json"), MARKING_TOKENIZER))) {
            assertArrayEquals(marking.encode(text, true), open(text).encode(marking, pieceBytes));
        }
    }

    @Test
    void theEndIsCutOffAtTheNearestLineBreak() throws IOException {
        String text = "aaaa\nbbbb\ncccc\ndddd\neeee";
        assertSplit(text, 0.1, "aaaa\nbbbb\ncccc\ndddd\n", "eeee");
        assertSplit(text, 0.24, "aaaa\nbbbb\ncccc\ndddd\n", "eeee");
        assertSplit(text, 0.36, "aaaa\nbbbb\ncccc\n", "dddd\neeee");
        assertSplit(text, 0.99, "aaaa\n", "bbbb\ncccc\ndddd\neeee");
        assertSplit("aaaa\nbbbb\n", 0.01, "aaaa\n", "bbbb\n");
    }

    @Test
    void aSingleLineIsCutBetweenCharacters() throws IOException {
        assertSplit("aaaaaaaa", 0.25, "aaaaaa", "aa");
        assertSplit("\u20ac\u20ac\u20ac\u20ac", 0.3, "\u20ac\u20ac\u20ac", "\u20ac");
        assertSplit("ab\n", 0.5, "ab", "\n");
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        assertArrayEquals(tokenizer.encode("Hello", true), open("\ufeffHello").encode(tokenizer));
    }

    @Test
    void textInAnotherEncodingIsRefusedByItsFirstByte() throws IOException {
        byte[] bytes =
                ("x".repeat(100) + "\n").repeat(5).concat("caf\u00e9 au lait").getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(folder.resolve("latin.txt"), bytes);
        assertRefused(() -> RunningText.open(file).encode(tokenizer, 10), file, "not UTF-8 text at byte 508");
        Path cut = Files.write(folder.resolve("cut.txt"), new byte[] {'a', 'b', (byte) 0xe2, (byte) 0x82});
        assertRefused(() -> RunningText.open(cut).encode(tokenizer), cut, "not UTF-8 text at byte 2");
    }

    @Test
    void ofAHugeFileTheFirstLinesAreUsed() throws IOException {
        Path file = folder.resolve("huge.txt");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.writeBytes("one\ntwo\n");
            sparse.setLength(3L << 30);
        }
        RunningText text = RunningText.open(file);
        assertEquals(3L << 30, text.fileBytes());
        assertEquals(
                List.of("running text, cut into rows", "huge.txt has 3,072 MiB: its first 64 MiB are used"),
                text.sentences());
        assertArrayEquals(tokenizer.encode("one\ntwo\n", true), text.encode(tokenizer));
    }

    @Test
    void filesThatAreNoneAreRefused() throws IOException {
        Path missing = folder.resolve("missing.txt");
        assertRefused(() -> RunningText.open(missing), missing, "no such file");
        assertRefused(() -> RunningText.open(folder), folder, "is a folder");
        Path empty = Files.createFile(folder.resolve("empty.txt"));
        assertRefused(() -> RunningText.open(empty), empty, "empty");
    }

    private void assertSplit(String text, double fraction, String train, String validation) throws IOException {
        List<RunningText> parts = open(text).split(fraction);
        assertEquals(train, decoded(parts.get(0)));
        assertEquals(validation, decoded(parts.get(1)));
    }

    private String decoded(RunningText text) {
        return tokenizer.decode(text.encode(tokenizer), true);
    }

    private RunningText open(String text) throws IOException {
        return RunningText.open(Files.writeString(folder.resolve("text.txt"), text));
    }
}
