package org.rankscope.study;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.TargetSpec;
import org.rankscope.search.Setting;

/**
 * Names of cells, which are also names of folders: {@code r8-lr0.0003-s0}, with a part for each thing in which a cell
 * differs from what the study says of all: {@code rslora-r8-lr0.0003-a16-d0.05-qv-s0}. In place of the rank stand the
 * width of bottlenecks ({@code m8}), the number of virtual tokens ({@code v8}), or nothing: {@code full-lr0.0003-s0}.
 */
final class CellIds {
    private static final String PROJECTION = "_proj";

    private CellIds() {}

    static String of(StudySpec spec, Setting setting, long seed) {
        AdapterConfig shared = spec.trial().adapter();
        List<String> parts = new ArrayList<>();
        boolean nameless = setting.method().knob() == AdapterConfig.Knob.NONE;
        if (setting.method() != shared.method() || nameless) {
            parts.add(setting.method().json());
        }
        String knob =
                switch (setting.method().knob()) {
                    case RANK -> "r";
                    case BOTTLENECK -> "m";
                    case VIRTUAL_TOKENS -> "v";
                    case NONE -> "";
                };
        if (!knob.isEmpty()) {
            parts.add(knob + setting.capacity());
        }
        parts.add("lr" + plain(setting.learningRate()));
        if (setting.alpha() != spec.alphaFor(setting.method(), setting.capacity())) {
            parts.add("a" + plain(setting.alpha()));
        }
        if (setting.dropout() != shared.loraDropout()) {
            parts.add("d" + plain(setting.dropout()));
        }
        if (!setting.targets().equals(shared.targetModules())) {
            parts.add(targets(setting.targets()));
        }
        parts.add("s" + seed);
        return String.join("-", parts);
    }

    /** What is not given by method, rank, learning rate and seed, in words: all that is searched, or set apart. */
    static String words(StudySpec spec, Setting setting) {
        StudySpec.SearchSpace space = spec.searchSpace();
        boolean over = spec.strategy().isOverSpace() && space != null;
        List<String> words = new ArrayList<>();
        if (over && (space.alpha() != null || space.alphaRatio() != null)
                || setting.alpha() != spec.alphaFor(setting.method(), setting.capacity())) {
            words.add("alpha " + plain(setting.alpha()));
        }
        if (over && space.loraDropout() != null
                || setting.dropout() != spec.trial().adapter().loraDropout()) {
            words.add("dropout " + plain(setting.dropout()));
        }
        if (over && space.targetModules() != null
                || !setting.targets().equals(spec.trial().adapter().targetModules())) {
            TargetSpec targets = setting.targets();
            words.add(targets.regex().isEmpty() ? String.join("+", targets.suffixes()) : targets.regex());
        }
        return String.join(", ", words);
    }

    /** {@code qv} for q_proj and v_proj, {@code gate_up_proj} for both of these; what is named otherwise has a checksum. */
    private static String targets(TargetSpec targets) {
        if (targets.isAllLinear()) {
            return "all";
        } else if (targets.isDefault()) {
            return TargetSpec.DEFAULT;
        }
        List<String> names = targets.suffixes();
        if (!names.isEmpty() && names.stream().allMatch(name -> name.matches("[a-z]+" + PROJECTION))) {
            List<String> stems = names.stream()
                    .map(name -> name.substring(0, name.length() - PROJECTION.length()))
                    .toList();
            boolean letters = stems.stream().allMatch(stem -> stem.length() == 1);
            return letters ? String.join("", stems) : String.join("_", stems) + PROJECTION;
        }
        String text = targets.regex().isEmpty() ? String.join("_", names) : targets.regex();
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        String readable = text.replaceAll("[^A-Za-z0-9]+", "_");
        return readable.substring(0, Math.min(24, readable.length()))
                + String.format(Locale.ROOT, "_%08x", sum.getValue());
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
