package org.rankscope.data.source;

import java.util.Locale;
import java.util.Set;

/** Images are known by the ends of their names. */
public final class ImageNames {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "webp");

    private ImageNames() {}

    public static boolean isImage(String name) {
        return ENDINGS.contains(ending(name));
    }

    /** What follows the last dot, in small letters. */
    static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** What stands before the last dot. */
    static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
