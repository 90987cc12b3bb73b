package org.rankscope.model.bundled.picture;

import java.util.Arrays;
import java.util.List;

/** Images side by side, enlarged, for a look at what a data set holds. */
public final class ContactSheet {
    private static final int GAP = 6;
    private static final byte WHITE = (byte) 255;

    private ContactSheet() {}

    /**
     * Makes a sheet.
     *
     * @param rows from the top; all images are of one size, and no row is longer than the first
     * @param scale pixels of the sheet for a pixel of an image
     */
    public static GrayImage of(List<List<GrayImage>> rows, int scale) {
        GrayImage first = rows.get(0).get(0);
        int cellWidth = first.width() * scale + GAP;
        int cellHeight = first.height() * scale + GAP;
        int width = cellWidth * rows.get(0).size() + GAP;
        int height = cellHeight * rows.size() + GAP;
        byte[] sheet = new byte[width * height];
        Arrays.fill(sheet, WHITE);
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.get(row).size(); column++) {
                GrayImage image = rows.get(row).get(column);
                for (int y = 0; y < image.height() * scale; y++) {
                    int start = (row * cellHeight + GAP + y) * width + column * cellWidth + GAP;
                    for (int x = 0; x < image.width() * scale; x++) {
                        sheet[start + x] = (byte) image.at(x / scale, y / scale);
                    }
                }
            }
        }
        return new GrayImage(width, height, sheet);
    }
}
