package org.rankscope.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rankscope.io.RequestException;
import org.rankscope.model.Tokenizer;

/** Reads data files and encodes them with one tokenizer. */
final class DataEncoder {
    private static final int DOCUMENTS_AT_ONCE = 1024;

    private final Tokenizer tokenizer;
    private final BatchSettings settings;
    private final String textColumn;

    DataEncoder(Tokenizer tokenizer, BatchSettings settings, String textColumn) {
        this.tokenizer = tokenizer;
        this.settings = settings;
        this.textColumn = textColumn;
    }

    /** Both sides of a file of which a part is held out. */
    record Split(DataPart train, DataPart validation) {}

    /** A file for training: running text must fill a row. */
    DataPart train(Path file) {
        return DataFormat.of(file) == DataFormat.TEXT
                ? text(file, RunningText.open(file), settings.sequenceLength(), "")
                : documents(file).part();
    }

    /** A file for validation. */
    DataPart validation(Path file) {
        return DataFormat.of(file) == DataFormat.TEXT
                ? text(file, RunningText.open(file), BatchSettings.MIN_SEQUENCE_LENGTH, "")
                : documents(file).part();
    }

    /** Holds out {@code fraction} of a file: the end of running text, or documents that the split seed chooses. */
    Split split(Path file, double fraction) {
        if (DataFormat.of(file) == DataFormat.TEXT) {
            List<RunningText> texts = RunningText.open(file).split(fraction);
            return new Split(
                    text(file, texts.get(0), settings.sequenceLength(), " for training"),
                    text(file, texts.get(1), BatchSettings.MIN_SEQUENCE_LENGTH, " for validation"));
        }
        Documents documents = documents(file);
        if (documents.kept().stream()
                        .mapToLong(EncodedDocument::fingerprint)
                        .distinct()
                        .limit(2)
                        .count()
                < 2) {
            throw new RequestException(file + ": all its lines have the same text, expected two or more different"
                    + " ones, so that one can be held out for validation; add lines or name a validation file.");
        }
        DocumentSplit split = DocumentSplit.of(documents.kept(), fraction, settings.splitSeed());
        return new Split(
                new Documents(split.train(), documents.dropped()).part(), new Documents(split.validation(), 0).part());
    }

    private DataPart text(Path file, RunningText text, int needed, String purpose) {
        int[] ids = text.encode(tokenizer);
        if (ids.length < needed) {
            throw new RequestException(file + ": too short: its text" + purpose + " comes to " + ids.length
                    + " tokens, expected at least " + needed + "; choose a longer text or a smaller sequence_length.");
        }
        checkIds(file, ids);
        return new DataPart(new TextRows(ids, settings.sequenceLength()), settings.sequenceLength(), 0, 0, 0);
    }

    private Documents documents(Path file) {
        List<EncodedDocument> all = new ArrayList<>();
        new JsonLines(file, textColumn)
                .forEachBatch(
                        DOCUMENTS_AT_ONCE,
                        batch -> all.addAll(batch.parallelStream()
                                .map(document -> EncodedDocument.of(document, tokenizer, settings.sequenceLength()))
                                .toList()));
        List<EncodedDocument> kept =
                all.stream().filter(EncodedDocument::predictsSomething).toList();
        if (kept.isEmpty()) {
            throw new RequestException(file + ": no line has a token to predict within " + settings.sequenceLength()
                    + " tokens; the texts are empty, or the prompts longer than sequence_length.");
        }
        kept.forEach(document -> checkIds(file, document.ids()));
        return new Documents(kept, all.size() - kept.size());
    }

    private void checkIds(Path file, int[] ids) {
        for (int id : ids) {
            if (id >= settings.vocabSize()) {
                throw new RequestException(file + ": the tokenizer gives the id " + id
                        + " for this text, but the model's vocab_size is " + settings.vocabSize()
                        + "; use the tokenizer that belongs to the model.");
            }
        }
    }

    private record Documents(List<EncodedDocument> kept, long dropped) {
        DataPart part() {
            return new DataPart(
                    new DocumentRows(kept),
                    kept.stream().mapToInt(EncodedDocument::length).max().orElse(0),
                    kept.size(),
                    kept.stream().filter(EncodedDocument::truncated).count(),
                    dropped);
        }
    }
}
