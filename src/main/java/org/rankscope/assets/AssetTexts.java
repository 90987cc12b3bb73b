package org.rankscope.assets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.io.AtomicFiles;
import org.rankscope.io.StrictJson;
import org.rankscope.model.bundled.corpus.StoryCorpus;
import org.rankscope.model.bundled.corpus.SupportCorpus;

/** Writes the texts that studies train on. */
final class AssetTexts {
    static final int STORIES_CHARACTERS = 300_000;
    static final int STORIES_VALIDATION_CHARACTERS = 24_000;
    static final int SUPPORT_MESSAGES = 4_000;
    static final int SUPPORT_VALIDATION_MESSAGES = 192;

    private static final String BETWEEN_STORIES = "\n\n";

    private AssetTexts() {}

    static void write(Path root, AssetSeeds seeds) throws IOException {
        writeStories(root.resolve(AssetLayout.STORIES_TRAIN), seeds.of(AssetSeeds.Purpose.STORIES), STORIES_CHARACTERS);
        writeStories(
                root.resolve(AssetLayout.STORIES_VALIDATION),
                seeds.of(AssetSeeds.Purpose.STORIES_VALIDATION),
                STORIES_VALIDATION_CHARACTERS);
        long support = seeds.of(AssetSeeds.Purpose.SUPPORT);
        writeMessages(root.resolve(AssetLayout.SUPPORT_TRAIN), SupportCorpus.generate(support, 0, SUPPORT_MESSAGES));
        writeMessages(
                root.resolve(AssetLayout.SUPPORT_VALIDATION),
                SupportCorpus.generate(support, SUPPORT_MESSAGES, SUPPORT_VALIDATION_MESSAGES));
    }

    /** Writes stories, parted by blank lines, until there are {@code characters}. */
    private static void writeStories(Path file, long seed, int characters) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Iterator<String> stories = StoryCorpus.generate(seed, characters).iterator();
                text.length() < characters; ) {
            text.append(text.isEmpty() ? "" : BETWEEN_STORIES).append(stories.next());
        }
        AtomicFiles.writeString(file, text.append('\n').toString());
    }

    private static void writeMessages(Path file, Stream<String> messages) throws IOException {
        AtomicFiles.writeString(
                file,
                messages.map(text -> StrictJson.toLine(Map.of("text", text)) + "\n")
                        .collect(Collectors.joining()));
    }
}
