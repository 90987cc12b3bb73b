package org.rankscope.data;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a column can be to a task, and what such columns are usually called, the likeliest first. */
enum ColumnRole {
    TEXT(
            "text",
            Columns::text,
            ColumnContents::holdsTexts,
            "text",
            "content",
            "sentence",
            "review",
            "review_text",
            "comment",
            "comment_text",
            "body",
            "tweet",
            "document",
            "utterance",
            "article",
            "story",
            "sms",
            "email",
            "abstract",
            "question",
            "query",
            "title",
            "description"),
    TEXT_PAIR("text_pair", Columns::textPair, ColumnContents::holdsTexts),
    CAPTION(
            "text",
            Columns::text,
            ColumnContents::holdsTexts,
            "text",
            "caption",
            "captions",
            "description",
            "prompt",
            "sentence",
            "title",
            "alt_text"),
    PROMPT("prompt", Columns::prompt, ColumnContents::holdsTexts),
    COMPLETION("completion", Columns::completion, ColumnContents::holdsTexts),
    MESSAGES(
            "messages",
            Columns::messages,
            ColumnContents::holdsConversations,
            "messages",
            "conversations",
            "conversation",
            "dialogue",
            "dialog",
            "chat",
            "turns"),
    LABEL(
            "label",
            Columns::label,
            ColumnContents::holdsSingleValues,
            "label",
            "labels",
            "class",
            "category",
            "sentiment",
            "target",
            "intent",
            "emotion",
            "topic",
            "rating",
            "stars",
            "score",
            "polarity",
            "label_text",
            "fine_label",
            "coarse_label",
            "y"),
    TOKENS("tokens", Columns::tokens, ColumnContents::holdsWords, "tokens", "words"),
    TAGS(
            "tags",
            Columns::tags,
            ColumnContents::holdsWords,
            "ner_tags",
            "tags",
            "labels",
            "label",
            "ner",
            "pos_tags",
            "chunk_tags",
            "upos"),
    IMAGE(
            "image",
            Columns::image,
            ColumnContents::holdsImages,
            "image",
            "file_name",
            "filename",
            "image_path",
            "image_file",
            "img",
            "path",
            "file",
            "filepath"),
    MASK(
            "mask",
            Columns::mask,
            ColumnContents::holdsImages,
            "mask",
            "annotation",
            "segmentation",
            "mask_path",
            "label",
            "labels"),
    GROUP(
            "group",
            Columns::group,
            ColumnContents::holdsSingleValues,
            "group",
            "group_id",
            "patient",
            "patient_id",
            "subject",
            "subject_id",
            "speaker_id",
            "user_id",
            "author_id",
            "document_id",
            "doc_id",
            "conversation_id",
            "session_id");

    private final String field;
    private final Function<Columns, String> given;
    private final Predicate<ColumnContents> fits;
    private final List<String> names;

    ColumnRole(String field, Function<Columns, String> given, Predicate<ColumnContents> fits, String... names) {
        this.field = field;
        this.given = given;
        this.fits = fits;
        this.names = List.of(names);
    }

    /** Its name in {@code data.columns}. */
    String field() {
        return field;
    }

    /** What a person named; null if nothing. */
    String given(Columns columns) {
        return given.apply(columns);
    }

    boolean fits(ColumnContents contents) {
        return fits.test(contents);
    }

    List<String> names() {
        return names;
    }
}
