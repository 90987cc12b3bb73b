package org.rankscope.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;

/** Makes a table of a folder of images, by how the images are laid out. Rows come in the order of their names. */
final class ImageFolder {
    private static final List<String> METADATA = List.of("metadata.csv", "metadata.jsonl", "metadata.parquet");
    private static final Set<String> PARTS = Set.of("train", "training", "validation", "valid", "val", "test");
    private static final String IMAGES = "images";
    private static final String MASKS = "masks";
    private static final int SHOWN = 5;

    private ImageFolder() {}

    static Table open(Path folder) {
        for (String name : METADATA) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return new TableOfFolder(folder, Tables.open(folder.resolve(name)));
            }
        }
        List<Path> entries = entries(folder);
        List<Path> folders = entries.stream().filter(Files::isDirectory).toList();
        FolderRows rows = isFolder(folder, IMAGES) && isFolder(folder, MASKS)
                ? masks(folder)
                : entries.stream().anyMatch(ImageFolder::isImage)
                        ? images(folder, entries)
                        : classes(folder, folders, entries);
        if (rows.isEmpty()) {
            throw new RequestException(
                    folder + ": there are no images in this folder, expected image files, a folder of"
                            + " them for each class, or the folders '" + IMAGES + "' and '" + MASKS + "'.");
        }
        return StreamedTable.of(rows, rows.columns());
    }

    /** An image and the mask of the same name, but for its ending. */
    private static FolderRows masks(Path folder) {
        FolderRows rows = new FolderRows(folder, List.of("image", "mask"));
        Map<String, Path> masks = new TreeMap<>();
        for (Path mask : entries(folder.resolve(MASKS))) {
            if (isImage(mask)) {
                masks.put(stem(mask), mask);
            } else {
                rows.skip(mask, "is no image");
            }
        }
        for (Path image : entries(folder.resolve(IMAGES))) {
            Path mask = masks.remove(stem(image));
            mask = mask == null ? masks.remove(stem(image) + "_mask") : mask;
            if (!isImage(image)) {
                rows.skip(image, "is no image");
            } else if (mask == null) {
                rows.skip(image, "has no mask of the same name in '" + MASKS + "'");
            } else {
                rows.add(rows.name(image), rows.name(mask));
            }
        }
        masks.values().forEach(mask -> rows.skip(mask, "has no image of the same name in '" + IMAGES + "'"));
        return rows;
    }

    /** An image, with its caption where there is a text file of the same name. */
    private static FolderRows images(Path folder, List<Path> entries) {
        Map<String, Path> captions = entries.stream()
                .filter(entry -> ending(entry).equals("txt"))
                .collect(Collectors.toMap(ImageFolder::stem, entry -> entry));
        boolean captioned = entries.stream().anyMatch(entry -> isImage(entry) && captions.containsKey(stem(entry)));
        FolderRows rows = new FolderRows(folder, captioned ? List.of("image", FolderRows.CAPTION) : List.of("image"));
        for (Path entry : entries) {
            Path caption = captions.get(stem(entry));
            if (!isImage(entry)) {
                if (!captioned || !entry.equals(caption)) {
                    rows.skip(entry, "is no image");
                }
            } else if (!captioned) {
                rows.add(rows.name(entry));
            } else if (caption == null) {
                rows.skip(entry, "has no caption, expected '" + stem(entry) + ".txt' beside it");
            } else {
                rows.add(rows.name(entry), rows.name(caption));
            }
        }
        return rows;
    }

    /** An image and the name of the folder that it is in. */
    private static FolderRows classes(Path folder, List<Path> folders, List<Path> entries) {
        List<String> parts = folders.stream()
                .map(entry -> entry.getFileName().toString())
                .filter(name -> PARTS.contains(name.toLowerCase(Locale.ROOT)))
                .toList();
        if (parts.size() == folders.size() && parts.size() > 1) {
            throw new RequestException(folder + ": holds " + OneLine.listed(parts, SHOWN)
                    + ", which are parts of a data set and no classes; choose one of them for training and another for"
                    + " validation.");
        }
        FolderRows rows = new FolderRows(folder, List.of("image", "label"));
        for (Path kind : folders) {
            String label = kind.getFileName().toString();
            for (Path entry : entries(kind)) {
                if (isImage(entry)) {
                    rows.add(rows.name(entry), label);
                } else {
                    rows.skip(entry, "is no image");
                }
            }
        }
        entries.stream().filter(Files::isRegularFile).forEach(entry -> rows.skip(entry, "is no image"));
        return rows;
    }

    /** What is in a folder, by name; hidden files and those that systems leave behind are passed over. */
    private static List<Path> entries(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .filter(entry -> !entry.getFileName().toString().equals("Thumbs.db"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw TextFile.unreadable(folder, e);
        }
    }

    private static boolean isFolder(Path folder, String name) {
        return Files.isDirectory(folder.resolve(name));
    }

    private static boolean isImage(Path entry) {
        return ImageNames.isImage(entry.getFileName().toString()) && Files.isRegularFile(entry);
    }

    private static String stem(Path entry) {
        return ImageNames.stem(entry.getFileName().toString());
    }

    private static String ending(Path entry) {
        return ImageNames.ending(entry.getFileName().toString());
    }
}
