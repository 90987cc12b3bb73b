package org.rankscope.ui.page;

import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/** A page of explanation, to be scrolled. */
public final class PageView extends ScrollPane {
    private static final double WIDTH = 620;
    private static final double HEIGHT = 460;
    private static final double PICTURE_WIDTH = 560;
    private static final String PICTURES = "/org/rankscope/pages/";

    /** Bold, code, a link, of which the text alone is shown, or emphasis. */
    private static final Pattern INLINE =
            Pattern.compile("\\*\\*(.+?)\\*\\*|`(.+?)`|\\[(.+?)\\]\\([^)]*\\)|\\*(.+?)\\*");

    /** @param markdown what stands on the page */
    public PageView(String markdown) {
        setId("page");
        VBox column = new VBox();
        column.getStyleClass().add("page");
        GridPane table = null;
        for (PageBlock block : PageBlock.of(markdown)) {
            if (block.kind() != PageBlock.Kind.TABLE_ROW) {
                table = null;
                column.getChildren().add(node(block));
                continue;
            } else if (table == null) {
                table = new GridPane();
                table.getStyleClass().add("page-table");
                column.getChildren().add(table);
            }
            addRow(table, block.text().split("\t", -1));
        }
        setContent(column);
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        setPrefSize(WIDTH, HEIGHT);
        getStyleClass().add("page-scroll");
    }

    private static void addRow(GridPane table, String[] cells) {
        int row = table.getRowCount();
        for (int i = 0; i < cells.length; i++) {
            Label cell = new Label(INLINE.matcher(cells[i]).replaceAll("$1$2$3$4"));
            cell.setWrapText(true);
            cell.getStyleClass().add(row == 0 ? "page-table-head" : "page-table-cell");
            table.add(cell, i, row);
        }
    }

    private static Node node(PageBlock block) {
        if (block.kind() == PageBlock.Kind.PICTURE) {
            return picture(block.text());
        }
        TextFlow flow = new TextFlow();
        flow.getStyleClass()
                .add(
                        switch (block.kind()) {
                            case TITLE -> "page-title";
                            case HEADING -> "page-heading";
                            case CODE -> "page-code";
                            case POINT -> "page-point";
                            case PARAGRAPH, PICTURE, TABLE_ROW -> "page-paragraph";
                        });
        if (block.kind() == PageBlock.Kind.CODE) {
            flow.getChildren().add(new Text(block.text()));
            return flow;
        } else if (block.kind() == PageBlock.Kind.POINT) {
            flow.getChildren().add(new Text("•  "));
        }
        flow.getChildren().addAll(texts(block.text()));
        return flow;
    }

    /** A picture that travels beside the pages; nothing where it is not there. */
    private static Node picture(String file) {
        ImageView view = new ImageView();
        view.setPreserveRatio(true);
        view.setFitWidth(PICTURE_WIDTH);
        URL found = PageView.class.getResource(PICTURES + file);
        if (found != null) {
            view.setImage(new Image(found.toExternalForm()));
        }
        return view;
    }

    private static List<Text> texts(String markdown) {
        List<Text> texts = new ArrayList<>();
        Matcher inline = INLINE.matcher(markdown);
        int from = 0;
        while (inline.find()) {
            texts.add(new Text(markdown.substring(from, inline.start())));
            int group = IntStream.rangeClosed(1, inline.groupCount())
                    .filter(i -> inline.group(i) != null)
                    .findFirst()
                    .orElseThrow();
            Text marked = new Text(inline.group(group));
            marked.getStyleClass()
                    .add(
                            switch (group) {
                                case 1 -> "strong";
                                case 2 -> "page-inline-code";
                                case 3 -> "page-link";
                                default -> "page-emphasis";
                            });
            texts.add(marked);
            from = inline.end();
        }
        texts.add(new Text(markdown.substring(from)));
        return texts;
    }
}
