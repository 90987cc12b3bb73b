package org.rankscope.ui.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.rankscope.data.Columns;
import org.rankscope.model.Task;

/** What a column can be used for. */
enum ColumnUse {
    TEXT("text", Columns::text, Columns::withText),
    TEXT_PAIR("second text", Columns::textPair, Columns::withTextPair),
    PROMPT("prompt", Columns::prompt, Columns::withPrompt),
    COMPLETION("completion", Columns::completion, Columns::withCompletion),
    MESSAGES("conversation", Columns::messages, Columns::withMessages),
    LABEL("label", Columns::label, Columns::withLabel),
    TOKENS("words", Columns::tokens, Columns::withTokens),
    TAGS("tags", Columns::tags, Columns::withTags),
    IMAGE("image", Columns::image, Columns::withImage),
    MASK("mask", Columns::mask, Columns::withMask),
    GROUP("group", Columns::group, Columns::withGroup);

    private final String title;
    private final Function<Columns, String> column;
    private final BiFunction<Columns, String, Columns> change;

    ColumnUse(String title, Function<Columns, String> column, BiFunction<Columns, String, Columns> change) {
        this.title = title;
        this.column = column;
        this.change = change;
    }

    String title() {
        return title;
    }

    /** What is behind the choice, in a sentence. */
    String explanation() {
        return switch (this) {
            case TEXT -> "What is read; the caption of an image.";
            case TEXT_PAIR -> "The second text of a pair, or what an instruction is applied to.";
            case PROMPT -> "What is given, and not learnt.";
            case COMPLETION -> "What is learnt.";
            case MESSAGES -> "A list of turns with role and content; what the assistant says is learnt.";
            case LABEL -> "The class of a row, or its number.";
            case TOKENS -> "The words of a text, one by one.";
            case TAGS -> "A class for each word.";
            case IMAGE -> "The path of an image file.";
            case MASK -> "The path of an image whose pixels are classes.";
            case GROUP -> "Rows of one group stand on the same side of the split.";
        };
    }

    /** The column of {@code columns} that has this use; empty where it is guessed, or there is none. */
    Optional<String> of(Columns columns) {
        return Optional.ofNullable(column.apply(columns));
    }

    /** {@code columns} with {@code name} for this use; null: guessed. */
    Columns with(Columns columns, String name) {
        return change.apply(columns, name);
    }

    /** What {@code task} can use. */
    static List<ColumnUse> of(Task task) {
        List<ColumnUse> uses = new ArrayList<>(
                switch (task) {
                    case CAUSAL_LM -> List.of(TEXT, PROMPT, TEXT_PAIR, COMPLETION, MESSAGES);
                    case SEQ2SEQ_LM -> List.of(PROMPT, TEXT_PAIR, COMPLETION);
                    case SEQUENCE_CLASSIFICATION -> List.of(TEXT, TEXT_PAIR, LABEL);
                    case TOKEN_CLASSIFICATION -> List.of(TOKENS, TAGS);
                    case IMAGE_CLASSIFICATION -> List.of(IMAGE, LABEL);
                    case SEGMENTATION -> List.of(IMAGE, MASK);
                    case CONTRASTIVE -> List.of(IMAGE, TEXT);
                    case DENOISING -> List.of(IMAGE);
                });
        uses.add(GROUP);
        return uses;
    }

    /** {@code text: content · label: category}: the columns of {@code read} that {@code task} uses. */
    static String describe(Task task, Columns read) {
        List<String> parts = of(task).stream()
                .flatMap(use -> use.of(read).stream().map(name -> use.title + ": " + name))
                .toList();
        return String.join(" · ", parts);
    }
}
