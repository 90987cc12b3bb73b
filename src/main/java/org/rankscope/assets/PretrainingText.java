package org.rankscope.assets;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.rankscope.model.bundled.BytePairEncoding;
import org.rankscope.model.bundled.TokenizerFile;
import org.rankscope.model.bundled.corpus.ManualCorpus;
import org.rankscope.model.bundled.corpus.StoryCorpus;

/**
 * The running text that the model is trained from scratch on: documents of one to three stories and now and then a
 * manual, each between a begin and an end token, which the tokenizer knows by their names. Rows are cut anywhere, so the
 * model meets texts with and without a beginning, and stories apart and in a row.
 */
final class PretrainingText {
    private static final String BEGIN = TokenizerFile.SPECIAL_TOKENS.get(BytePairEncoding.BOS);
    private static final String END = TokenizerFile.SPECIAL_TOKENS.get(BytePairEncoding.EOS);
    private static final String BETWEEN_STORIES = "\n\n";
    private static final int LONGEST_DOCUMENT = 3;
    /** Stories for each manual. */
    private static final int STORIES_PER_MANUAL = 3;

    private PretrainingText() {}

    /** Writes {@code stories} stories, and manuals between them, to {@code file}. */
    static void write(Path file, long seed, long stories) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Iterator<String> texts = StoryCorpus.generate(seed, stories).iterator();
        Iterator<String> manuals = ManualCorpus.generate(seed, stories).iterator();
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            long written = 0;
            for (int length = 1; texts.hasNext(); length = length % LONGEST_DOCUMENT + 1) {
                StringBuilder document = new StringBuilder(texts.next());
                for (int i = 1; i < length && texts.hasNext(); i++) {
                    document.append(BETWEEN_STORIES).append(texts.next());
                }
                write(out, document.toString());
                written += length;
                if (written % STORIES_PER_MANUAL == 0) {
                    write(out, manuals.next());
                }
            }
        }
    }

    private static void write(BufferedWriter out, String document) throws IOException {
        out.write(BEGIN + document + END + "\n");
    }
}
