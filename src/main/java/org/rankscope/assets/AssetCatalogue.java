package org.rankscope.assets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rankscope.model.bundled.Catalogue;

/** Writes the catalogue, and for each data set the study that shows what it is for. */
final class AssetCatalogue {
    private AssetCatalogue() {}

    static void write(Path root, long seed) throws IOException {
        AssetStudies.write(root);
        new Catalogue(
                        Catalogue.FORMAT_VERSION,
                        seed,
                        List.of(stories1m(), scansVit(), drawingsDit()),
                        List.of(planted(), support(), stories(), lesions(), style()))
                .write(root);
    }

    private static Catalogue.ModelEntry stories1m() {
        return new Catalogue.ModelEntry(
                AssetLayout.MODEL_ID,
                "Stories 1M",
                "A Llama of a million parameters that this program trained from scratch on short stories of its own.",
                AssetLayout.MODEL);
    }

    private static Catalogue.ModelEntry scansVit() {
        return new Catalogue.ModelEntry(
                AssetLayout.SCANS_MODEL_ID,
                "Scans ViT",
                "A small vision transformer that this program taught to mark large, bright lesions in made-up scans.",
                AssetLayout.SCANS_MODEL);
    }

    private static Catalogue.ModelEntry drawingsDit() {
        return new Catalogue.ModelEntry(
                AssetLayout.DRAWINGS_MODEL_ID,
                "Drawings DiT",
                "A small diffusion transformer that this program taught to take the noise out of drawings by many hands.",
                AssetLayout.DRAWINGS_MODEL);
    }

    private static Catalogue.DatasetEntry planted() {
        return new Catalogue.DatasetEntry(
                AssetLayout.PLANTED_ID,
                "Planted rank " + PlantedTeacher.RANK,
                "Learn from a teacher that differs from the model by an update of rank " + PlantedTeacher.RANK
                        + ": the right answer is known, and the curve must bend there.",
                AssetLayout.STORIES_TRAIN,
                AssetLayout.STORIES_VALIDATION,
                AssetLayout.TEACHER,
                AssetLayout.study(AssetLayout.PLANTED_ID));
    }

    private static Catalogue.DatasetEntry support() {
        return new Catalogue.DatasetEntry(
                AssetLayout.SUPPORT_ID,
                "Customer support",
                "Messages of a support team: another tone than the stories, and hundreds of facts to remember.",
                AssetLayout.SUPPORT_TRAIN,
                AssetLayout.SUPPORT_VALIDATION,
                null,
                AssetLayout.study(AssetLayout.SUPPORT_ID));
    }

    private static Catalogue.DatasetEntry stories() {
        return new Catalogue.DatasetEntry(
                AssetLayout.STORIES_ID,
                "More stories",
                "Stories like those that the model was trained on: hardly anything is left to learn, whatever the rank.",
                AssetLayout.STORIES_TRAIN,
                AssetLayout.STORIES_VALIDATION,
                null,
                AssetLayout.study(AssetLayout.STORIES_ID));
    }

    private static Catalogue.DatasetEntry lesions() {
        return new Catalogue.DatasetEntry(
                AssetLayout.LESIONS_ID,
                "Small lesions",
                AssetPictures.LESIONS
                        + " scans with small, faint lesions: so few that a large rank learns them by heart.",
                AssetLayout.LESIONS_TRAIN,
                AssetLayout.LESIONS_VALIDATION,
                null,
                AssetLayout.study(AssetLayout.LESIONS_ID));
    }

    private static Catalogue.DatasetEntry style() {
        return new Catalogue.DatasetEntry(
                AssetLayout.STYLE_ID,
                "A drawing style",
                AssetPictures.STYLE + " drawings by one hand: a style is a small change, and a small rank holds it.",
                AssetLayout.STYLE_TRAIN,
                AssetLayout.STYLE_VALIDATION,
                null,
                AssetLayout.study(AssetLayout.STYLE_ID));
    }
}
