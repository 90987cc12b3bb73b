package org.rankscope.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rankscope.data.Columns;
import org.rankscope.data.DataSpec;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import picocli.CommandLine.Option;

/** What a data file's columns mean, where that is not to be guessed: the options that such commands share. */
final class DataOptions {
    @Option(
            names = "--columns",
            paramLabel = "KEY=NAME",
            split = ",",
            description = "What the columns hold, such as text=body,label=topic. Keys: text, text_pair, prompt,"
                    + " completion, messages, label, tokens, tags, image, mask, group (default: guessed).")
    private Map<String, String> columns = Map.of();

    @Option(names = "--text-column", paramLabel = "NAME", description = "The same as --columns text=NAME.")
    private String textColumn;

    @Option(names = "--label-column", paramLabel = "NAME", description = "The same as --columns label=NAME.")
    private String labelColumn;

    @Option(
            names = "--template",
            paramLabel = "NAME",
            description = "How conversations become texts: chatml, llama3, llama2, alpaca, plain, or a Jinja template"
                    + " (default: the model's own).")
    private String template;

    @Option(
            names = "--labels",
            paramLabel = "LABEL",
            split = ",",
            description = "Names of the classes in the order of their numbers (default: the model's, or those that"
                    + " occur).")
    private List<String> labels;

    @Option(names = "--numbers", description = "Labels are numbers to be predicted, not classes.")
    private Boolean numbers;

    /** The column of the text; null where it is to be guessed. */
    String textColumn() {
        return textColumn != null ? textColumn : columns.get("text");
    }

    /** All of {@code data} for training, or for whatever a command does with it. */
    DataSpec of(String data) {
        Map<String, String> named = new TreeMap<>(columns);
        if (textColumn() != null) {
            named.put("text", textColumn());
        }
        if (labelColumn != null) {
            named.put("label", labelColumn);
        }
        Columns chosen;
        try {
            chosen = StrictJson.parse(StrictJson.toText(named), Columns.class, "Option --columns");
        } catch (RequestException e) {
            throw new RequestException(e.getMessage().replace("unknown field", "unknown key"), e);
        }
        return new DataSpec(data, null, null, textColumn(), null, null, null, chosen, template, labels, numbers, null);
    }
}
