package org.rankscope.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * A named stretch of tokens, and how it is read from the tags of a row: as {@code conlleval} and seqeval do by default,
 * which take any sequence of tags. {@code B-} and {@code S-} begin an entity, {@code E-} and {@code S-} end one, {@code I-}
 * goes on; {@code I-} or {@code E-} after {@code O}, after an end or after another type begins one too. {@code L-} and
 * {@code U-} (BILOU) stand for {@code E-} and {@code S-}; a tag without such a prefix is read as {@code I-}.
 *
 * @param start first token, from 0
 * @param end last token
 */
record Entity(String type, int start, int end) {
    private static final String OUTSIDE = "O";

    /** @param part what the prefix says: one of {@code B I E S O} */
    private record Tag(char part, String type) {
        static Tag of(String name) {
            if (name.equals(OUTSIDE)) {
                return new Tag('O', "");
            }
            if (!name.matches("[BIESLU]([-_].*)?")) {
                return new Tag('I', name);
            }
            String type = name.length() > 1 ? name.substring(2) : "";
            return switch (name.charAt(0)) {
                case 'L' -> new Tag('E', type);
                case 'U' -> new Tag('S', type);
                default -> new Tag(name.charAt(0), type);
            };
        }

        boolean outside() {
            return part == 'O';
        }

        /** Whether an entity that holds this tag is over before {@code next}. */
        boolean endsBefore(Tag next) {
            return part == 'E' || part == 'S' || next.outside() || next.begins() || !type.equals(next.type);
        }

        private boolean begins() {
            return part == 'B' || part == 'S';
        }
    }

    /** The entities of one row of tags, in their order. */
    static List<Entity> of(List<String> tags) {
        List<Entity> entities = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < tags.size(); i++) {
            Tag tag = Tag.of(tags.get(i));
            boolean last = i + 1 == tags.size() || tag.endsBefore(Tag.of(tags.get(i + 1)));
            if (tag.outside()) {
                start = i + 1;
            } else if (last) {
                entities.add(new Entity(tag.type(), start, i));
                start = i + 1;
            }
        }
        return entities;
    }
}
