package org.rankscope.model.hf;

import static org.rankscope.model.hf.PlainWeights.attend;
import static org.rankscope.model.hf.PlainWeights.dot;
import static org.rankscope.model.hf.PlainWeights.each;
import static org.rankscope.model.hf.PlainWeights.head;
import static org.rankscope.model.hf.PlainWeights.sum;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.DoubleUnaryOperator;

/** DeBERTa of version 2, from its definition, a row at a time in loops. */
record DebertaReference(JsonNode config, PlainWeights w) {
    /** Logits of a row: of its first token, or of each. */
    double[][] logits(long[] ids, long[] mask, long[] types, boolean ofTokens) {
        double[][] hidden = hidden(ids, mask, types);
        if (ofTokens) {
            return w.linear("classifier", hidden);
        }
        double[][] first = {hidden[0]};
        DoubleUnaryOperator act =
                config.path("pooler_hidden_act").asText("gelu").equals("tanh") ? Math::tanh : PlainWeights.GELU;
        return w.linear("classifier", each(w.linear("pooler.dense", first), act));
    }

    private double[][] hidden(long[] ids, long[] mask, long[] types) {
        int seq = ids.length;
        double[][] x = new double[seq][];
        double[][] words = w.matrix("deberta.embeddings.word_embeddings.weight");
        for (int i = 0; i < seq; i++) {
            x[i] = words[(int) ids[i]].clone();
        }
        if (config.path("position_biased_input").asBoolean(true)) {
            x = sum(x, w.matrix("deberta.embeddings.position_embeddings.weight"));
        }
        if (config.path("type_vocab_size").asInt(0) > 0) {
            double[][] kinds = w.matrix("deberta.embeddings.token_type_embeddings.weight");
            for (int i = 0; i < seq; i++) {
                x[i] = sum(new double[][] {x[i]}, new double[][] {kinds[(int) types[i]]})[0];
            }
        }
        if (config.has("embedding_size")) {
            x = w.linear("deberta.embeddings.embed_proj", x);
        }
        x = w.layerNorm("deberta.embeddings.LayerNorm", x, epsilon());
        double[][] embedded = x;
        for (int layer = 0; layer < config.get("num_hidden_layers").asInt(); layer++) {
            x = block("deberta.encoder.layer." + layer, x, mask);
            if (layer == 0 && config.path("conv_kernel_size").asInt() > 0) {
                x = w.layerNorm("deberta.encoder.conv.LayerNorm", sum(x, convolution(embedded, mask)), epsilon());
            }
        }
        return x;
    }

    private double[][] block(String path, double[][] x, long[] mask) {
        double[][] mixed = w.linear(path + ".attention.output.dense", attention(path + ".attention.self.", x, mask));
        double[][] y = w.layerNorm(path + ".attention.output.LayerNorm", sum(x, mixed), epsilon());
        double[][] up = each(w.linear(path + ".intermediate.dense", y), PlainWeights.GELU);
        return w.layerNorm(path + ".output.LayerNorm", sum(y, w.linear(path + ".output.dense", up)), epsilon());
    }

    private double[][] attention(String path, double[][] x, long[] mask) {
        int heads = config.get("num_attention_heads").asInt();
        double[][] q = w.linear(path + "query_proj", x);
        double[][] k = w.linear(path + "key_proj", x);
        double[][] v = w.linear(path + "value_proj", x);
        int dim = q[0].length / heads;
        boolean c2p = config.path("pos_att_type").toString().contains("c2p");
        boolean p2c = config.path("pos_att_type").toString().contains("p2c");
        double scale = Math.sqrt(dim * (1.0 + (c2p ? 1 : 0) + (p2c ? 1 : 0)));
        boolean relative = config.path("relative_attention").asBoolean(false);
        boolean shared = config.path("share_att_key").asBoolean(false);
        double[][] table = relative ? table() : null;
        double[][] pk = relative && c2p ? w.linear(path + (shared ? "key_proj" : "pos_key_proj"), table) : null;
        double[][] pq = relative && p2c ? w.linear(path + (shared ? "query_proj" : "pos_query_proj"), table) : null;
        return attend(x.length, v, heads, (h, i, j) -> {
            if (mask[j] == 0) {
                return Double.NaN;
            }
            double score = dot(head(q[i], h, dim), head(k[j], h, dim));
            if (relative && c2p) {
                int place = clamp(bucket(i - j) + span());
                score += dot(head(q[i], h, dim), head(pk[place], h, dim));
            }
            if (relative && p2c) {
                int place = clamp(-bucket(j - i) + span());
                score += dot(head(k[j], h, dim), head(pq[place], h, dim));
            }
            return score / scale;
        });
    }

    private double[][] table() {
        double[][] table = w.matrix("deberta.encoder.rel_embeddings.weight");
        return config.path("norm_rel_ebd").asText("none").contains("layer_norm")
                ? w.layerNorm("deberta.encoder.LayerNorm", table, epsilon())
                : table;
    }

    private int maxRelative() {
        int most = config.path("max_relative_positions").asInt(-1);
        return most < 1 ? config.get("max_position_embeddings").asInt() : most;
    }

    private int span() {
        int buckets = config.path("position_buckets").asInt(-1);
        return buckets > 0 ? buckets : maxRelative();
    }

    private int clamp(int place) {
        return Math.min(Math.max(place, 0), 2 * span() - 1);
    }

    private int bucket(int position) {
        int buckets = config.path("position_buckets").asInt(-1);
        int middle = buckets / 2;
        int absolute = position < middle && position > -middle ? middle - 1 : Math.abs(position);
        if (buckets <= 0 || absolute <= middle) {
            return position;
        }
        double steps = Math.log((double) absolute / middle) / Math.log((maxRelative() - 1) / (double) middle);
        return Integer.signum(position) * (int) (Math.ceil(steps * (middle - 1)) + middle);
    }

    private double[][] convolution(double[][] x, long[] mask) {
        int size = config.get("conv_kernel_size").asInt();
        int groups = config.path("conv_groups").asInt(1);
        int features = x[0].length;
        double[][] filter = w.matrix("deberta.encoder.conv.conv.weight");
        double[] bias = w.vector("deberta.encoder.conv.conv.bias");
        double[][] y = new double[x.length][features];
        for (int i = 0; i < x.length; i++) {
            for (int out = 0; out < features; out++) {
                double sum = bias[out];
                int firstIn = out / (features / groups) * (features / groups);
                for (int in = 0; in < features / groups; in++) {
                    for (int tap = 0; tap < size; tap++) {
                        int from = i + tap - (size - 1) / 2;
                        if (from >= 0 && from < x.length && mask[from] == 1) {
                            sum += x[from][firstIn + in] * filter[out][in * size + tap];
                        }
                    }
                }
                y[i][out] = sum;
            }
        }
        return each(y, config.path("conv_act").asText("tanh").equals("gelu") ? PlainWeights.GELU : Math::tanh);
    }

    private double epsilon() {
        return config.path("layer_norm_eps").asDouble(1e-7);
    }
}
