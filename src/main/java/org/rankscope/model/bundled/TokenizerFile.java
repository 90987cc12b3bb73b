package org.rankscope.model.bundled;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rankscope.io.StrictJson;

/**
 * Writes a byte-pair encoding as a Hugging Face {@code tokenizer.json}: ByteLevel pre-tokenizer and decoder, BPE model,
 * and a post-processor that puts the begin and end tokens around a text.
 */
public final class TokenizerFile {
    /** The special tokens by id. */
    public static final List<String> SPECIAL_TOKENS = List.of("<pad>", "<s>", "</s>");

    private TokenizerFile() {}

    /** Replaces {@code file}. */
    public static void write(Path file, BytePairEncoding encoding) throws IOException {
        ObjectNode root = StrictJson.mapper().createObjectNode().put("version", "1.0");
        root.putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        for (int id = 0; id < SPECIAL_TOKENS.size(); id++) {
            added.addObject()
                    .put("id", id)
                    .put("content", SPECIAL_TOKENS.get(id))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        root.putNull("normalizer");
        root.set("pre_tokenizer", byteLevel());
        root.set("post_processor", postProcessor());
        root.set("decoder", byteLevel());
        root.set("model", model(encoding));
        StrictJson.write(file, root);
    }

    private static ObjectNode byteLevel() {
        return StrictJson.mapper()
                .createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private static ObjectNode postProcessor() {
        ObjectNode processor = StrictJson.mapper().createObjectNode().put("type", "TemplateProcessing");
        processor.set("single", template("A"));
        processor.set("pair", template("A", "B"));
        ObjectNode special = processor.putObject("special_tokens");
        for (int id : new int[] {BytePairEncoding.BOS, BytePairEncoding.EOS}) {
            ObjectNode token = special.putObject(SPECIAL_TOKENS.get(id)).put("id", SPECIAL_TOKENS.get(id));
            token.putArray("ids").add(id);
            token.putArray("tokens").add(SPECIAL_TOKENS.get(id));
        }
        return processor;
    }

    private static ArrayNode template(String... sequences) {
        ArrayNode template = StrictJson.mapper().createArrayNode();
        for (int type = 0; type < sequences.length; type++) {
            special(template, BytePairEncoding.BOS, type);
            template.addObject()
                    .putObject("Sequence")
                    .put("id", sequences[type])
                    .put("type_id", type);
            special(template, BytePairEncoding.EOS, type);
        }
        return template;
    }

    private static void special(ArrayNode template, int id, int type) {
        template.addObject()
                .putObject("SpecialToken")
                .put("id", SPECIAL_TOKENS.get(id))
                .put("type_id", type);
    }

    private static ObjectNode model(BytePairEncoding encoding) {
        ObjectNode model = StrictJson.mapper().createObjectNode().put("type", "BPE");
        model.putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < encoding.vocabSize(); id++) {
            vocabulary.put(id < SPECIAL_TOKENS.size() ? SPECIAL_TOKENS.get(id) : name(encoding, id), id);
        }
        ArrayNode merges = model.putArray("merges");
        for (BytePairEncoding.Merge merge : encoding.merges()) {
            merges.add(name(encoding, merge.left()) + " " + name(encoding, merge.right()));
        }
        return model;
    }

    private static String name(BytePairEncoding encoding, int id) {
        return ByteAlphabet.write(encoding.bytesOf(id));
    }
}
