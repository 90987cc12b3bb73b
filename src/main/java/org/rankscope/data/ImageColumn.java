package org.rankscope.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.rankscope.data.image.ImageFile;
import org.rankscope.data.image.Pixels;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.TableRow;

/** A column of a table that names image files. */
record ImageColumn(Table table, String column) {
    Pixels image(TableRow row) throws RowProblem {
        Path path = path(row);
        try {
            return ImageFile.read(path);
        } catch (ImageFile.BadImageException e) {
            throw RowProblem.skip(path + ": " + e.getMessage());
        }
    }

    Pixels mask(TableRow row) throws RowProblem {
        Path path = path(row);
        try {
            return ImageFile.readMask(path);
        } catch (ImageFile.BadImageException e) {
            throw RowProblem.skip(path + ": " + e.getMessage());
        }
    }

    Path path(TableRow row) throws RowProblem {
        String name = new Cells(row).someText(column);
        try {
            return table.fileAt(name.strip());
        } catch (InvalidPathException e) {
            throw RowProblem.skip("'" + name + "' can't be the name of an image file (" + e.getReason() + ")");
        }
    }
}
