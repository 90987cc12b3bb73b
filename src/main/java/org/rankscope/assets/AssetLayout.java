package org.rankscope.assets;

/** What is in the assets folder, and where. */
final class AssetLayout {
    static final String MODEL_ID = "stories-1m";
    static final String MODEL = "models/" + MODEL_ID;
    static final String PLANTED_ID = "planted";
    static final String SUPPORT_ID = "support";
    static final String STORIES_ID = "stories";
    static final String SCANS_MODEL_ID = "scans-vit";
    static final String SCANS_MODEL = "models/" + SCANS_MODEL_ID;
    static final String LESIONS_ID = "lesions";
    static final String DRAWINGS_MODEL_ID = "drawings-dit";
    static final String DRAWINGS_MODEL = "models/" + DRAWINGS_MODEL_ID;
    static final String STYLE_ID = "style";

    static final String STORIES_TRAIN = "data/stories/train.txt";
    static final String STORIES_VALIDATION = "data/stories/validation.txt";
    static final String SUPPORT_TRAIN = "data/support/train.jsonl";
    static final String SUPPORT_VALIDATION = "data/support/validation.jsonl";
    static final String LESIONS_TRAIN = "data/lesions/train";
    static final String LESIONS_VALIDATION = "data/lesions/validation";
    static final String STYLE_TRAIN = "data/style/train";
    static final String STYLE_VALIDATION = "data/style/validation";
    static final String LESIONS_PICTURE = "data/lesions/lesions.png";
    static final String STYLE_PICTURE = "data/style/style.png";
    static final String TEACHER = "data/planted/teacher";

    private AssetLayout() {}

    static String study(String id) {
        return "studies/" + id + ".json";
    }
}
