package org.rankscope.ui.page;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a page.
 *
 * @param text without the marks of Markdown that say what kind it is; lines of a paragraph are joined
 */
record PageBlock(Kind kind, String text) {
    enum Kind {
        TITLE,
        HEADING,
        PARAGRAPH,
        POINT,
        CODE,
        /** The text is the name of the picture's file. */
        PICTURE,
        /** Cells are apart by a tab. */
        TABLE_ROW
    }

    private static final Pattern HEADING = Pattern.compile("(#+)\\s+(.*)");
    private static final Pattern POINT = Pattern.compile("\\s*(?:[-*]|\\d+\\.)\\s+(.*)");
    private static final Pattern RULER = Pattern.compile("\\|?[\\s:|-]+\\|?");
    /** A link to a picture, of which the name of the file is kept. */
    private static final Pattern PICTURE = Pattern.compile("!\\[.*\\]\\((?:.*/)?([^/]+)\\)");

    private static final String FENCE = "```";
    private static final String INDENT = "    ";

    /** The parts of {@code markdown}. */
    static List<PageBlock> of(String markdown) {
        List<PageBlock> blocks = new ArrayList<>();
        boolean code = false;
        boolean open = false;
        for (String line : markdown.lines().toList()) {
            if (line.strip().startsWith(FENCE)) {
                code = !code;
                open = false;
                continue;
            } else if (code) {
                blocks.add(new PageBlock(Kind.CODE, line));
                continue;
            }
            Matcher heading = HEADING.matcher(line);
            Matcher point = POINT.matcher(line);
            Matcher picture = PICTURE.matcher(line.strip());
            if (line.isBlank()) {
                open = false;
            } else if (picture.matches()) {
                blocks.add(new PageBlock(Kind.PICTURE, picture.group(1)));
                open = false;
            } else if (!open && line.startsWith(INDENT)) {
                blocks.add(new PageBlock(Kind.CODE, line.substring(INDENT.length())));
            } else if (heading.matches()) {
                blocks.add(new PageBlock(heading.group(1).length() == 1 ? Kind.TITLE : Kind.HEADING, heading.group(2)));
                open = false;
            } else if (line.strip().startsWith("|")) {
                if (!RULER.matcher(line.strip()).matches()) {
                    blocks.add(new PageBlock(Kind.TABLE_ROW, cells(line.strip())));
                }
                open = false;
            } else if (point.matches()) {
                blocks.add(new PageBlock(Kind.POINT, point.group(1)));
                open = true;
            } else if (open) {
                PageBlock last = blocks.remove(blocks.size() - 1);
                blocks.add(new PageBlock(last.kind(), last.text() + " " + line.strip()));
            } else {
                blocks.add(new PageBlock(Kind.PARAGRAPH, line.strip()));
                open = true;
            }
        }
        return blocks;
    }

    private static String cells(String row) {
        String inner = row.replaceAll("^\\||\\|$", "");
        return String.join(
                "\t", List.of(inner.split("\\|")).stream().map(String::strip).toList());
    }
}
