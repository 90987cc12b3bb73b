package org.rankscope.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.data.source.Rows.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aFolderForEachClass() throws IOException {
        touch("cat/b.PNG", "cat/a.jpg", "dog/a.jpg", "dog/notes.pdf", "dog/.DS_Store", "readme.md");
        Rows rows = Rows.of(folder);
        assertEquals(List.of("image", "label"), rows.columns());
        assertEquals(
                List.of(
                        "1: {image=\"cat/a.jpg\", label=\"cat\"}",
                        "2: {image=\"cat/b.PNG\", label=\"cat\"}",
                        "3: {image=\"dog/a.jpg\", label=\"dog\"}"),
                rows.values());
        assertEquals(List.of("4: 'dog/notes.pdf' is no image", "5: 'readme.md' is no image"), rows.skipped());
        try (Table table = Tables.open(folder)) {
            assertTrue(Files.exists(table.fileAt("cat/b.PNG")));
        }
    }

    @Test
    void imagesAndTheirMasks() throws IOException {
        touch("images/a.jpg", "images/b.png", "images/c.png", "images/d.png");
        touch("masks/a.png", "masks/b_mask.png", "masks/d.png", "masks/e.png");
        Rows rows = Rows.of(folder);
        assertEquals(
                List.of(
                        "1: {image=\"images/a.jpg\", mask=\"masks/a.png\"}",
                        "2: {image=\"images/b.png\", mask=\"masks/b_mask.png\"}",
                        "4: {image=\"images/d.png\", mask=\"masks/d.png\"}"),
                rows.values());
        assertEquals(
                List.of(
                        "3: 'images/c.png' has no mask of the same name in 'masks'",
                        "5: 'masks/e.png' has no image of the same name in 'images'"),
                rows.skipped());
    }

    @Test
    void imagesWithCaptionsBeside() throws IOException {
        touch("a.png", "b.png", "c.png", "d.png", "e.png");
        Files.writeString(folder.resolve("a.txt"), "\ufeffa dog\n");
        Files.writeString(folder.resolve("b.txt"), "");
        Files.write(folder.resolve("d.txt"), new byte[] {(byte) 0xfc, 'x'});
        Files.writeString(folder.resolve("e.txt"), "a cat");
        Rows rows = Rows.of(folder);
        assertEquals(List.of("image", "text"), rows.columns());
        assertEquals(
                List.of(
                        "1: {image=\"a.png\", text=\"a dog\"}",
                        "2: {image=\"b.png\", text=\"\"}",
                        "5: {image=\"e.png\", text=\"a cat\"}"),
                rows.values());
        assertEquals(
                List.of(
                        "3: 'c.png' has no caption, expected 'c.txt' beside it",
                        "4: 'd.txt' can't be read as UTF-8 text"),
                rows.skipped());
    }

    @Test
    void imagesAlone() throws IOException {
        touch("b.png", "a.png");
        assertEquals(
                List.of("1: {image=\"a.png\"}", "2: {image=\"b.png\"}"),
                Rows.of(folder).values());
    }

    @Test
    void aTableThatTellsOfTheImages() throws IOException {
        touch("train/a.png", "b.png");
        Files.writeString(folder.resolve("metadata.csv"), "file_name,text\ntrain/a.png,x\n");
        Rows rows = Rows.of(folder);
        assertEquals(List.of("file_name", "text"), rows.columns());
        try (Table table = Tables.open(folder)) {
            assertEquals(folder, table.file());
            assertTrue(Files.exists(table.fileAt("train/a.png")));
        }
    }

    @Test
    void whatIsNoFolderOfImagesIsRefused() throws IOException {
        assertRefused(() -> Tables.open(folder), folder, "there are no images in this folder");
        touch("train/cat/a.png", "test/cat/a.png");
        assertRefused(() -> Tables.open(folder), folder, "holds 'test', 'train', which are parts of a data set");
        Path named = Files.createDirectory(folder.resolve("x.csv"));
        assertRefused(() -> Tables.open(named), named, "there are no images in this folder");
    }

    private void touch(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[] {1});
        }
    }
}
