package org.rankscope.assets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.rankscope.model.bundled.picture.ContactSheet;
import org.rankscope.model.bundled.picture.DrawingCorpus;
import org.rankscope.model.bundled.picture.GrayImage;
import org.rankscope.model.bundled.picture.PngFile;
import org.rankscope.model.bundled.picture.Scan;
import org.rankscope.model.bundled.picture.ScanCorpus;
import org.rankscope.model.bundled.picture.ScanKind;

/** Writes pictures as data sets: folders that anybody could have. */
final class AssetPictures {
    /** Few, as those that somebody marked by hand are; enough held-out ones to tell ranks apart. */
    static final int LESIONS = 32;

    static final int LESIONS_VALIDATION = 128;
    static final int STYLE = 32;
    static final int STYLE_VALIDATION = 128;

    private static final int SHOWN_SCANS = 8;
    private static final int SHOWN_DRAWINGS = 12;
    private static final int SHOWN_SCALE = 2;
    private static final String IMAGES = "images";
    private static final String MASKS = "masks";

    private AssetPictures() {}

    /** The scans that studies train and are judged on, and a picture of them beside those of the pretraining. */
    static void writeLesions(Path root, AssetSeeds seeds) throws IOException {
        long lesions = seeds.of(AssetSeeds.Purpose.LESIONS);
        writeScans(root.resolve(AssetLayout.LESIONS_TRAIN), ScanCorpus.generate(ScanKind.CLINIC, lesions, 0, LESIONS));
        writeScans(
                root.resolve(AssetLayout.LESIONS_VALIDATION),
                ScanCorpus.generate(ScanKind.CLINIC, lesions, LESIONS, LESIONS_VALIDATION));
        List<Scan> known = ScanCorpus.generate(ScanKind.PHANTOM, seeds.of(AssetSeeds.Purpose.SCANS), 0, SHOWN_SCANS)
                .toList();
        List<Scan> other =
                ScanCorpus.generate(ScanKind.CLINIC, lesions, 0, SHOWN_SCANS).toList();
        PngFile.write(
                root.resolve(AssetLayout.LESIONS_PICTURE),
                ContactSheet.of(
                        Stream.of(known, other)
                                .flatMap(scans -> Stream.of(
                                        scans.stream().map(Scan::image).toList(),
                                        scans.stream().map(Scan::mask).toList()))
                                .toList(),
                        SHOWN_SCALE));
    }

    /** The drawings of one hand, likewise. */
    static void writeStyle(Path root, AssetSeeds seeds) throws IOException {
        long style = seeds.of(AssetSeeds.Purpose.STYLE);
        writeDrawings(root.resolve(AssetLayout.STYLE_TRAIN), DrawingCorpus.byOneHand(style, 0, STYLE));
        writeDrawings(
                root.resolve(AssetLayout.STYLE_VALIDATION), DrawingCorpus.byOneHand(style, STYLE, STYLE_VALIDATION));
        long drawings = seeds.of(AssetSeeds.Purpose.DRAWINGS);
        PngFile.write(
                root.resolve(AssetLayout.STYLE_PICTURE),
                ContactSheet.of(
                        List.of(
                                DrawingCorpus.byManyHands(drawings, 0, SHOWN_DRAWINGS)
                                        .toList(),
                                DrawingCorpus.byManyHands(drawings, SHOWN_DRAWINGS, SHOWN_DRAWINGS)
                                        .toList(),
                                DrawingCorpus.byOneHand(style, 0, SHOWN_DRAWINGS)
                                        .toList(),
                                DrawingCorpus.byOneHand(style, SHOWN_DRAWINGS, SHOWN_DRAWINGS)
                                        .toList()),
                        SHOWN_SCALE));
    }

    /** Writes scans as {@code images/NUMBER.png} and {@code masks/NUMBER.png} in {@code folder}. */
    static void writeScans(Path folder, Stream<Scan> scans) throws IOException {
        int number = 0;
        for (Iterator<Scan> left = scans.iterator(); left.hasNext(); number++) {
            Scan scan = left.next();
            PngFile.write(folder.resolve(IMAGES).resolve(name(number)), scan.image());
            PngFile.write(folder.resolve(MASKS).resolve(name(number)), scan.mask());
        }
    }

    /** Writes drawings as {@code NUMBER.png} in {@code folder}. */
    static void writeDrawings(Path folder, Stream<GrayImage> drawings) throws IOException {
        int number = 0;
        for (Iterator<GrayImage> left = drawings.iterator(); left.hasNext(); number++) {
            PngFile.write(folder.resolve(name(number)), left.next());
        }
    }

    /** Names in the order of their numbers. */
    private static String name(int number) {
        return String.format(Locale.ROOT, "%05d.png", number);
    }
}
