package org.rankscope.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.TableRow;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/** Chooses columns one after the other; none is taken twice. */
final class ColumnChoice {
    private static final int NAMES_SHOWN = 20;

    private final Table table;
    private final Columns given;
    private final Map<String, ColumnContents> contents = new LinkedHashMap<>();
    private final Map<ColumnRole, String> chosen = new EnumMap<>(ColumnRole.class);
    private final List<String> sentences = new ArrayList<>();

    ColumnChoice(Table table, List<TableRow> head, Columns given) {
        this.table = table;
        this.given = given;
        for (String column : table.columns()) {
            ColumnContents found = new ColumnContents();
            head.forEach(row -> found.add(row.values().get(column)));
            contents.put(column, found);
        }
    }

    /** A conversation, a prompt and its completion, or a text. */
    void language() {
        if (given.completion() != null || given.prompt() != null) {
            answers();
        } else if (given.messages() != null) {
            require(ColumnRole.MESSAGES);
        } else if (given.text() != null
                || nameOf(DataSpec.DEFAULT_TEXT_COLUMN, ColumnRole.TEXT).isPresent()) {
            require(ColumnRole.TEXT);
        } else if (!prefer(ColumnRole.MESSAGES)
                && !pair(ColumnPairs.ANSWERS, ColumnRole.PROMPT, ColumnRole.COMPLETION)) {
            require(ColumnRole.TEXT);
            checkIsNoQuestion(chosen.get(ColumnRole.TEXT));
        }
        context();
    }

    /** What asks is not to be learnt because nothing was found that answers. */
    private void checkIsNoQuestion(String text) {
        if (ColumnPairs.QUESTIONS.contains(text.toLowerCase(Locale.ROOT))) {
            throw new RequestException(table.file() + ": column '" + text
                    + "' asks, but there is no column of texts that"
                    + " answers, found " + found() + "; name one as 'columns.completion' of the data, or '" + text
                    + "' as 'columns.text' to learn it as it is.");
        }
    }

    /** A prompt and its completion. */
    void answers() {
        for (ColumnRole role : List.of(ColumnRole.PROMPT, ColumnRole.COMPLETION)) {
            if (role.given(given) != null) {
                require(role);
            }
        }
        if (pair(ColumnPairs.ANSWERS, ColumnRole.PROMPT, ColumnRole.COMPLETION)) {
            context();
            return;
        }
        require(ColumnRole.PROMPT);
        require(ColumnRole.COMPLETION);
    }

    private void context() {
        if (chosen.containsKey(ColumnRole.PROMPT) && !chosen.containsKey(ColumnRole.TEXT_PAIR)) {
            if (given.textPair() != null) {
                require(ColumnRole.TEXT_PAIR);
            } else if (chosen.get(ColumnRole.PROMPT).equalsIgnoreCase("instruction")) {
                ColumnPairs.CONTEXTS.stream()
                        .flatMap(name ->
                                free(ColumnContents::mayHoldTexts).filter(column -> column.equalsIgnoreCase(name)))
                        .findFirst()
                        .ifPresent(column -> choose(ColumnRole.TEXT_PAIR, column, "by its name"));
            }
        }
    }

    /** A text, or a pair of texts. */
    void texts() {
        if (given.text() == null && pair(ColumnPairs.TEXTS, ColumnRole.TEXT, ColumnRole.TEXT_PAIR)) {
            return;
        }
        require(ColumnRole.TEXT);
        if (given.textPair() != null) {
            require(ColumnRole.TEXT_PAIR);
        }
    }

    /** Chooses a column for {@code role}; throws RequestException where none can be. */
    void require(ColumnRole role) {
        if (!prefer(role) && !byContents(role)) {
            throw new RequestException(table.file() + ": there is no column that looks like the " + words(role)
                    + ", found " + found() + "; name one as 'columns." + role.field() + "' of the data.");
        }
    }

    /** Chooses the column that a person named for {@code role}, or one with a usual name. */
    boolean prefer(ColumnRole role) {
        String named = role.given(given);
        if (named != null) {
            if (!contents.containsKey(named)) {
                throw new RequestException(table.file() + ": there is no column '" + named + "' for the " + words(role)
                        + ", found " + found() + "."
                        + StrictJson.nearest(named, contents.keySet())
                                .map(near -> " Did you mean '" + near + "'?")
                                .orElse(""));
            }
            chosen.put(role, named);
            return true;
        }
        Optional<String> usual = role.names().stream()
                .flatMap(name -> nameOf(name, role).stream())
                .findFirst();
        usual.ifPresent(column -> choose(role, column, "by its name"));
        return usual.isPresent();
    }

    private boolean pair(List<ColumnPairs> pairs, ColumnRole first, ColumnRole second) {
        for (ColumnPairs pair : pairs) {
            Optional<String> one = oneOf(pair.first(), first);
            Optional<String> other = oneOf(pair.second(), second);
            if (one.isPresent() && other.isPresent() && !one.equals(other)) {
                take(first, one.get());
                take(second, other.get());
                return true;
            }
        }
        return false;
    }

    /** The column that a person named for {@code role}, or else the one that is called {@code name}. */
    private Optional<String> oneOf(String name, ColumnRole role) {
        return role.given(given) == null ? nameOf(name, role) : Optional.of(role.given(given));
    }

    private void take(ColumnRole role, String column) {
        if (role.given(given) == null) {
            choose(role, column, "by its name");
        } else {
            chosen.put(role, column);
        }
    }

    /** The column that is called {@code name}, if what it holds fits, whatever the case of its letters. */
    private Optional<String> nameOf(String name, ColumnRole role) {
        return free(role::fits)
                .filter(column -> column.toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    private boolean byContents(ColumnRole role) {
        return switch (role) {
            case TEXT, CAPTION -> choose(role, free(ColumnContents::holdsProse).max(byLength()), "the longest texts");
            case LABEL -> label();
            case PROMPT, COMPLETION, TEXT_PAIR ->
                // with two columns of texts it is plain: the first is what is given
                free(ColumnContents::holdsProse).count() == (role == ColumnRole.PROMPT ? 2 : 1)
                        && choose(
                                role,
                                free(ColumnContents::holdsProse).findFirst(),
                                role == ColumnRole.PROMPT ? "the first of two texts" : "the other text");
            case TOKENS -> choose(role, free(ColumnContents::holdsWords).findFirst(), "the first lists of words");
            case TAGS -> choose(role, free(ColumnContents::holdsWords).findFirst(), "the other lists of words");
            case IMAGE -> choose(role, free(ColumnContents::holdsImages).findFirst(), "names of images");
            case MASK -> choose(role, free(ColumnContents::holdsImages).findFirst(), "the other names of images");
            case MESSAGES, GROUP -> false;
        };
    }

    private boolean label() {
        Optional<String> fewest = free(ColumnContents::repeats)
                .min(Comparator.comparingInt(column -> contents.get(column).different()));
        return choose(
                ColumnRole.LABEL,
                fewest,
                fewest.map(column ->
                                "only " + contents.get(column).different() + " different values among the first rows")
                        .orElse(""));
    }

    private boolean choose(ColumnRole role, Optional<String> column, String why) {
        column.ifPresent(name -> choose(role, name, why));
        return column.isPresent();
    }

    private void choose(ColumnRole role, String column, String why) {
        chosen.put(role, column);
        sentences.add(role.field() + ": column '" + column + "', " + why);
    }

    private Stream<String> free(Predicate<ColumnContents> holds) {
        return contents.entrySet().stream()
                .filter(entry -> !chosen.containsValue(entry.getKey()) && holds.test(entry.getValue()))
                .map(Map.Entry::getKey);
    }

    private Comparator<String> byLength() {
        return Comparator.comparingDouble(column -> contents.get(column).meanCharacters());
    }

    boolean labelsAreNumbers() {
        return contents.get(chosen.get(ColumnRole.LABEL)).holdsFractions();
    }

    List<String> sentences() {
        return sentences;
    }

    Columns columns() {
        return new Columns(
                chosen.getOrDefault(ColumnRole.TEXT, chosen.get(ColumnRole.CAPTION)),
                chosen.get(ColumnRole.TEXT_PAIR),
                chosen.get(ColumnRole.PROMPT),
                chosen.get(ColumnRole.COMPLETION),
                chosen.get(ColumnRole.MESSAGES),
                chosen.get(ColumnRole.LABEL),
                chosen.get(ColumnRole.TOKENS),
                chosen.get(ColumnRole.TAGS),
                chosen.get(ColumnRole.IMAGE),
                chosen.get(ColumnRole.MASK),
                chosen.get(ColumnRole.GROUP));
    }

    private static String words(ColumnRole role) {
        return switch (role) {
            case TEXT -> "text";
            case TEXT_PAIR -> "second text";
            case CAPTION -> "text of an image";
            case PROMPT -> "prompt";
            case COMPLETION -> "completion";
            case MESSAGES -> "conversation";
            case LABEL -> "label";
            case TOKENS -> "words";
            case TAGS -> "classes of the words";
            case IMAGE -> "image";
            case MASK -> "mask";
            case GROUP -> "group";
        };
    }

    private String found() {
        return OneLine.listed(contents.keySet(), NAMES_SHOWN);
    }
}
