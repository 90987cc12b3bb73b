package org.rankscope.assets;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.rankscope.model.bundled.BytePairEncoding;
import org.rankscope.model.bundled.TokenizerFile;
import org.rankscope.model.bundled.corpus.StoryCorpus;

/**
 * The running text that the model is trained from scratch on: documents of one to three stories, each between a begin
 * and
 * an end token, which the tokenizer knows by their names. Rows are cut anywhere, so the model meets texts with and
 * without a beginning, and stories apart and in a row.
 */
final class PretrainingText {
    private static final String BEGIN = TokenizerFile.SPECIAL_TOKENS.get(BytePairEncoding.BOS);
    private static final String END = TokenizerFile.SPECIAL_TOKENS.get(BytePairEncoding.EOS);
    private static final int LONGEST_DOCUMENT = 3;

    private PretrainingText() {}

    /** Writes {@code stories} stories to {@code file}. */
    static void write(Path file, long seed, long stories) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            int inDocument = 0;
            int length = 1;
            for (Iterator<String> texts = StoryCorpus.generate(seed, stories).iterator(); texts.hasNext();) {
                out.write((inDocument == 0 ? BEGIN : "\n\n") + texts.next());
                if (++inDocument == length || !texts.hasNext()) {
                    out.write(END + "\n");
                    inDocument = 0;
                    length = length % LONGEST_DOCUMENT + 1;
                }
            }
        }
    }
}
