package org.rankscope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.rankscope.cli.AdapterAnalysis.Cuts;
import org.rankscope.insight.RankSuggestion;
import org.rankscope.insight.SubspaceOverlap;
import org.rankscope.io.StrictJson;

/** An {@link AdapterAnalysis} as one JSON object; parts that were not asked for are null. */
record AdapterAnalysisJson(AdapterAnalysis analysis) {
    ObjectNode object() {
        ObjectNode root = StrictJson.mapper().createObjectNode();
        root.put("adapter", analysis.source().toString());
        root.put("base_model", analysis.stored().baseModel());
        root.put("rank", analysis.stored().rank());
        root.put("scaling", analysis.scaling().orElse(null));
        root.put("trainable_parameters", analysis.parameters());
        root.put("mean_effective_rank", analysis.spectrum().meanEffectiveRank());
        root.put("mean_rank_90", analysis.spectrum().meanRank90());
        root.set("modules", tree(analysis.spectrum().modules()));
        ArrayNode budgets = root.putArray("budgets");
        analysis.budgets().forEach(budget -> budgets.add(json(budget)));
        root.set(
                "suggestion",
                analysis.suggestion()
                        .map(chosen -> {
                            ObjectNode suggestion = json(chosen);
                            suggestion.set("adapter", patterns(analysis));
                            return suggestion;
                        })
                        .orElse(null));
        root.set(
                "overlap",
                analysis.comparison()
                        .map(comparison -> json(comparison.overlap())
                                .put("other", comparison.other().toString()))
                        .orElse(null));
        root.set("cut", analysis.cuts().map(AdapterAnalysisJson::json).orElse(null));
        return root;
    }

    /** The suggested ranks in PEFT's fields; without alphas where the adapter's own is not known. */
    static ObjectNode patterns(AdapterAnalysis analysis) {
        ObjectNode fields = tree(analysis.patterns().orElseThrow());
        return analysis.stored().config().isPresent() ? fields : fields.without(List.of("lora_alpha", "alpha_pattern"));
    }

    static ObjectNode json(SubspaceOverlap overlap) {
        ObjectNode node = StrictJson.mapper().createObjectNode();
        node.put("of", overlap.of().name().toLowerCase(Locale.ROOT));
        node.set("modules", tree(overlap.modules()));
        return node;
    }

    private static ObjectNode json(RankSuggestion suggestion) {
        return StrictJson.mapper().<ObjectNode>valueToTree(suggestion).without("ranks");
    }

    private static ObjectNode json(Cuts cuts) {
        ObjectNode node = StrictJson.mapper().createObjectNode();
        node.put("metric", cuts.verdict().metric());
        node.put("without_adapter", cuts.without());
        ArrayNode points = node.putArray("points");
        cuts.losses().forEach(point -> {
            double kept = cuts.gainKept(point.value());
            points.addObject()
                    .put("rank", point.rank())
                    .put("value", point.value())
                    .put("trainable_parameters", point.cost().parameters())
                    .put("gain_kept", Double.isNaN(kept) ? null : (Double) kept);
        });
        node.set("verdict", tree(cuts.verdict()));
        return node;
    }

    private static <T extends JsonNode> T tree(Object value) {
        return StrictJson.mapper().valueToTree(value);
    }
}
