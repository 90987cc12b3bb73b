package org.rankscope.model.bundled.picture;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** What pixels come to: the first 16 digits of their SHA-256. */
final class PixelHash {
    private PixelHash() {}

    static String of(Stream<GrayImage> images) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            images.forEach(image -> digest.update(image.pixels()));
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
