package org.rankscope.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
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

    /** The file that {@code row} names; empty where there is none. */
    Optional<Path> existing(TableRow row) {
        try {
            return Optional.of(path(row)).filter(Files::isRegularFile);
        } catch (RowProblem problem) {
            return Optional.empty();
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
