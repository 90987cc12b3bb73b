package org.rankscope.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.rankscope.model.Tokenizer;

/**
 * A document as ids, cut to the length of a row.
 *
 * @param ids at most a row
 * @param given ids at the start that are not predicted: 1, or the prompt's
 * @param length number of ids before it was cut
 * @param fingerprint the same for documents with the same text
 */
record EncodedDocument(int[] ids, int given, int length, long fingerprint) {
    private static final int DIGEST_SEPARATOR = 0;

    static EncodedDocument of(JsonLines.Document document, Tokenizer tokenizer, int sequenceLength) {
        int[] whole = tokenizer.encode(document.prompt() + document.text(), true);
        int given = 1;
        if (!document.prompt().isEmpty()) {
            // a token that holds the end of the prompt and the start of the completion is predicted
            int differ = Arrays.mismatch(whole, tokenizer.encode(document.prompt(), true));
            given = Math.max(1, differ < 0 ? whole.length : differ);
        }
        int[] ids = whole.length > sequenceLength ? Arrays.copyOf(whole, sequenceLength) : whole;
        return new EncodedDocument(ids, given, whole.length, fingerprint(document));
    }

    boolean truncated() {
        return length > ids.length;
    }

    /** Whether any token of it is predicted. */
    boolean predictsSomething() {
        return given < ids.length;
    }

    private static long fingerprint(JsonLines.Document document) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(document.prompt().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) DIGEST_SEPARATOR);
            digest.update(document.text().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
