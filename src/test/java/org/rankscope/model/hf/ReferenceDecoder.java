package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.rankscope.safetensors.SafetensorsFile;

/**
 * Decoders in float64, as plain loops from their published definitions, for a single row without padding. It reads
 * config.json and the names of a checkpoint by itself and takes nothing from the code that it checks.
 */
final class ReferenceDecoder {
    private final JsonNode config;
    private final Map<String, double[]> weights = new HashMap<>();

    /** Tokens of the row with its padding, by which LongRoPE chooses. */
    private final int paddedLength;

    private int heads;
    private int keyHeads;
    private int dim;
    private double scale;
    private double softcap;
    private double[] slopes;
    private BiFunction<double[], Integer, double[]> turned = (head, position) -> head;

    ReferenceDecoder(JsonNode config, SafetensorsFile file, int paddedLength) {
        this.config = config;
        this.paddedLength = paddedLength;
        for (String name : file.names()) {
            float[] floats = file.tensor(name).floats();
            weights.put(
                    name,
                    IntStream.range(0, floats.length)
                            .mapToDouble(i -> floats[i])
                            .toArray());
        }
    }

    /** Logits of each token, or of the classes at the last one. */
    double[][] logits(long[] ids) {
        double[][] hidden =
                switch (config.get("model_type").asText()) {
                    case "gpt2" -> gpt2(ids);
                    case "gpt_neox" -> neox(ids);
                    case "opt" -> opt(ids);
                    case "falcon" -> falcon(ids);
                    case "bloom" -> bloom(ids);
                    default -> llama(ids);
                };
        if (weights.containsKey("score.weight")) {
            return new double[][] {linear("score", hidden[hidden.length - 1])};
        }
        String head = type().equals("gpt_neox") ? "embed_out.weight" : "lm_head.weight";
        double[] table = weights.getOrDefault(head, embedding());
        double cap = number("final_logit_softcapping", type().equals("gemma2") ? 30 : 0);
        return each(hidden, x -> map(times(table, x), y -> cap == 0 ? y : cap * Math.tanh(y / cap)));
    }

    // ---- Llama and its relatives -----------------------------------------------------------------------------------

    private double[][] llama(long[] ids) {
        boolean gemma = type().startsWith("gemma");
        int size = whole("hidden_size", 0);
        heads = whole("num_attention_heads", 0);
        keyHeads = whole("num_key_value_heads", heads);
        dim = whole("head_dim", size / heads);
        scale = 1 / Math.sqrt(type().equals("gemma2") ? number("query_pre_attn_scalar", 256) : dim);
        softcap = number("attn_logit_softcapping", type().equals("gemma2") ? 50 : 0);
        turned = rope("rope_theta", "partial_rotary_factor", 1);
        double[][] x =
                each(rows("model.embed_tokens.weight", ids, size), e -> map(e, v -> gemma ? v * Math.sqrt(size) : v));
        for (int layer = 0; layer < whole("num_hidden_layers", 0); layer++) {
            String at = "model.layers." + layer + ".";
            int window = window(layer);
            double[][] seen = llamaAttention(at + "self_attn.", each(x, v -> rms(at + "input_layernorm", v)), window);
            if (type().equals("gemma2")) {
                x = sum(x, each(seen, v -> rms(at + "post_attention_layernorm", v)));
                double[][] inner = each(x, v -> gated(at + "mlp.", rms(at + "pre_feedforward_layernorm", v)));
                x = sum(x, each(inner, v -> rms(at + "post_feedforward_layernorm", v)));
            } else {
                x = sum(x, seen);
                x = sum(x, each(x, v -> gated(at + "mlp.", rms(at + "post_attention_layernorm", v))));
            }
        }
        return each(x, v -> rms("model.norm", v));
    }

    private int window(int layer) {
        int all = Integer.MAX_VALUE;
        int width = config.path("sliding_window").asInt(all);
        if (config.has("layer_types")) {
            return config.get("layer_types").get(layer).asText().startsWith("sliding") ? width : all;
        }
        return switch (type()) {
            case "mistral", "phi3" -> width;
            case "gemma2" -> layer % 2 == 0 ? width : all;
            case "qwen2", "qwen3" ->
                config.path("use_sliding_window").asBoolean()
                                && layer >= config.path("max_window_layers").asInt(28)
                        ? width
                        : all;
            default -> all;
        };
    }

    private double[][] llamaAttention(String at, double[][] x, int window) {
        double[][] q;
        double[][] k;
        double[][] v;
        if (type().equals("phi3")) {
            double[][] all = each(x, row -> linear(at + "qkv_proj", row));
            q = each(all, row -> Arrays.copyOfRange(row, 0, heads * dim));
            k = each(all, row -> Arrays.copyOfRange(row, heads * dim, (heads + keyHeads) * dim));
            v = each(all, row -> Arrays.copyOfRange(row, (heads + keyHeads) * dim, row.length));
        } else {
            q = each(x, row -> linear(at + "q_proj", row));
            k = each(x, row -> linear(at + "k_proj", row));
            v = each(x, row -> linear(at + "v_proj", row));
        }
        if (type().equals("qwen3")) {
            q = each(q, row -> byHead(row, head -> rms(at + "q_norm", head)));
            k = each(k, row -> byHead(row, head -> rms(at + "k_norm", head)));
        }
        return each(attend(q, k, v, window), row -> linear(at + "o_proj", row));
    }

    private double[] gated(String at, double[] x) {
        double[] gate;
        double[] up;
        if (type().equals("phi3")) {
            double[] both = linear(at + "gate_up_proj", x);
            gate = Arrays.copyOfRange(both, 0, both.length / 2);
            up = Arrays.copyOfRange(both, both.length / 2, both.length);
        } else {
            gate = linear(at + "gate_proj", x);
            up = linear(at + "up_proj", x);
        }
        boolean gelu = type().startsWith("gemma");
        double[] gated = map(gate, v -> gelu ? geluTanh(v) : v / (1 + Math.exp(-v)));
        for (int i = 0; i < gated.length; i++) {
            gated[i] *= up[i];
        }
        return linear(at + "down_proj", gated);
    }

    // ---- the others ------------------------------------------------------------------------------------------------

    private double[][] gpt2(long[] ids) {
        int size = whole("n_embd", 0);
        int wide = whole("n_inner", 4 * size);
        heads = whole("n_head", 0);
        keyHeads = heads;
        dim = size / heads;
        double[][] x = rows("transformer.wte.weight", ids, size);
        for (int i = 0; i < x.length; i++) {
            x[i] = plus(x[i], row("transformer.wpe.weight", i, size));
        }
        for (int layer = 0; layer < whole("n_layer", 0); layer++) {
            String at = "transformer.h." + layer + ".";
            scale = config.path("scale_attn_weights").asBoolean(true) ? 1 / Math.sqrt(dim) : 1;
            scale /= config.path("scale_attn_by_inverse_layer_idx").asBoolean() ? layer + 1 : 1;
            double[][] fused = each(x, v -> conv(at + "attn.c_attn", layerNorm(at + "ln_1", v), 3 * size));
            double[][] seen = attend(
                    each(fused, v -> Arrays.copyOfRange(v, 0, size)),
                    each(fused, v -> Arrays.copyOfRange(v, size, 2 * size)),
                    each(fused, v -> Arrays.copyOfRange(v, 2 * size, 3 * size)),
                    Integer.MAX_VALUE);
            x = sum(x, each(seen, v -> conv(at + "attn.c_proj", v, size)));
            x = sum(
                    x,
                    each(
                            x,
                            v -> conv(
                                    at + "mlp.c_proj",
                                    map(
                                            conv(at + "mlp.c_fc", layerNorm(at + "ln_2", v), wide),
                                            ReferenceDecoder::geluTanh),
                                    size)));
        }
        return each(x, v -> layerNorm("transformer.ln_f", v));
    }

    private double[][] neox(long[] ids) {
        int size = whole("hidden_size", 0);
        evenHeads(size, "num_attention_heads");
        turned = rope("rotary_emb_base", "rotary_pct", 0.25);
        double[][] x = rows("gpt_neox.embed_in.weight", ids, size);
        for (int layer = 0; layer < whole("num_hidden_layers", 0); layer++) {
            String at = "gpt_neox.layers." + layer + ".";
            double[][] input = x;
            double[][] seen = fused(at + "attention.", each(x, v -> layerNorm(at + "input_layernorm", v)), 1);
            x = sum(x, seen);
            double[][] base = config.path("use_parallel_residual").asBoolean(true) ? input : x;
            x = sum(x, each(base, v -> wide(at + "mlp.", layerNorm(at + "post_attention_layernorm", v), false)));
        }
        return each(x, v -> layerNorm("gpt_neox.final_layer_norm", v));
    }

    private double[][] opt(long[] ids) {
        int size = whole("hidden_size", 0);
        int narrow = whole("word_embed_proj_dim", size);
        boolean first = config.path("do_layer_norm_before").asBoolean(true);
        evenHeads(size, "num_attention_heads");
        double[][] x = rows("model.decoder.embed_tokens.weight", ids, narrow);
        x = narrow == size ? x : each(x, v -> linear("model.decoder.project_in", v));
        for (int i = 0; i < x.length; i++) {
            x[i] = plus(x[i], row("model.decoder.embed_positions.weight", i + 2, size));
        }
        for (int layer = 0; layer < whole("num_hidden_layers", 0); layer++) {
            String at = "model.decoder.layers." + layer + ".";
            double[][] normed = first ? each(x, v -> layerNorm(at + "self_attn_layer_norm", v)) : x;
            double[][] seen = attend(
                    each(normed, v -> linear(at + "self_attn.q_proj", v)),
                    each(normed, v -> linear(at + "self_attn.k_proj", v)),
                    each(normed, v -> linear(at + "self_attn.v_proj", v)),
                    Integer.MAX_VALUE);
            x = sum(x, each(seen, v -> linear(at + "self_attn.out_proj", v)));
            x = first ? x : each(x, v -> layerNorm(at + "self_attn_layer_norm", v));
            double[][] inner = each(
                    x,
                    v -> linear(
                            at + "fc2",
                            map(
                                    linear(at + "fc1", first ? layerNorm(at + "final_layer_norm", v) : v),
                                    y -> Math.max(0, y))));
            x = sum(x, inner);
            x = first ? x : each(x, v -> layerNorm(at + "final_layer_norm", v));
        }
        if (first && !config.path("_remove_final_layer_norm").asBoolean()) {
            x = each(x, v -> layerNorm("model.decoder.final_layer_norm", v));
        }
        return narrow == size ? x : each(x, v -> linear("model.decoder.project_out", v));
    }

    private double[][] falcon(long[] ids) {
        int size = whole("hidden_size", 0);
        evenHeads(size, "num_attention_heads");
        boolean grouped = config.path("new_decoder_architecture").asBoolean();
        keyHeads = grouped
                ? whole("num_kv_heads", heads)
                : config.path("multi_query").asBoolean(true) ? 1 : heads;
        if (config.path("alibi").asBoolean()) {
            slopes = Arrays.stream(slopes(heads))
                    .map(slope -> slope / Math.sqrt(dim))
                    .toArray();
        } else {
            turned = rope("rope_theta", "partial_rotary_factor", 1);
        }
        int norms = grouped ? whole("num_ln_in_parallel_attn", 2) : 1;
        double[][] x = rows("transformer.word_embeddings.weight", ids, size);
        for (int layer = 0; layer < whole("num_hidden_layers", 0); layer++) {
            String at = "transformer.h." + layer + ".";
            double[][] input = x;
            double[][] normed = each(x, v -> layerNorm(at + (norms == 2 ? "ln_attn" : "input_layernorm"), v));
            x = sum(x, fused(at + "self_attention.", normed, heads / keyHeads));
            double[][] inner = normed;
            if (norms == 2) {
                inner = each(input, v -> layerNorm(at + "ln_mlp", v));
            } else if (!grouped && !config.path("parallel_attn").asBoolean(true)) {
                inner = each(x, v -> layerNorm(at + "post_attention_layernorm", v));
            }
            x = sum(x, each(inner, v -> wide(at + "mlp.", v, false)));
        }
        return each(x, v -> layerNorm("transformer.ln_f", v));
    }

    private double[][] bloom(long[] ids) {
        int size = whole("hidden_size", 0);
        evenHeads(size, "n_head");
        slopes = slopes(heads);
        boolean after = config.path("apply_residual_connection_post_layernorm").asBoolean();
        double[][] x = each(
                rows("transformer.word_embeddings.weight", ids, size),
                v -> layerNorm("transformer.word_embeddings_layernorm", v));
        for (int layer = 0; layer < whole("n_layer", 0); layer++) {
            String at = "transformer.h." + layer + ".";
            double[][] normed = each(x, v -> layerNorm(at + "input_layernorm", v));
            x = sum(after ? normed : x, fused(at + "self_attention.", normed, 1));
            double[][] again = each(x, v -> layerNorm(at + "post_attention_layernorm", v));
            x = sum(after ? again : x, each(again, v -> wide(at + "mlp.", v, true)));
        }
        return each(x, v -> layerNorm("transformer.ln_f", v));
    }

    private void evenHeads(int size, String field) {
        heads = whole(field, 0);
        keyHeads = heads;
        dim = size / heads;
        scale = 1 / Math.sqrt(dim);
    }

    /** One layer gives, for each key head, its queries, the key and the value. */
    private double[][] fused(String at, double[][] x, int group) {
        int block = (group + 2) * dim;
        double[][] q = new double[x.length][heads * dim];
        double[][] k = new double[x.length][keyHeads * dim];
        double[][] v = new double[x.length][keyHeads * dim];
        for (int i = 0; i < x.length; i++) {
            double[] all = linear(at + "query_key_value", x[i]);
            for (int head = 0; head < keyHeads; head++) {
                System.arraycopy(all, head * block, q[i], head * group * dim, group * dim);
                System.arraycopy(all, head * block + group * dim, k[i], head * dim, dim);
                System.arraycopy(all, head * block + (group + 1) * dim, v[i], head * dim, dim);
            }
        }
        return each(attend(q, k, v, Integer.MAX_VALUE), row -> linear(at + "dense", row));
    }

    private double[] wide(String at, double[] x, boolean tanh) {
        return linear(at + "dense_4h_to_h", map(linear(at + "dense_h_to_4h", x), v -> tanh ? geluTanh(v) : gelu(v)));
    }

    // ---- attention -------------------------------------------------------------------------------------------------

    private double[][] attend(double[][] q, double[][] k, double[][] v, int window) {
        double[][] out = new double[q.length][heads * dim];
        for (int head = 0; head < heads; head++) {
            int of = head / (heads / keyHeads);
            for (int i = 0; i < q.length; i++) {
                double[] query = turned.apply(part(q[i], head), i);
                int from = Math.max(0, i - window + 1);
                double[] scores = new double[i + 1];
                double total = 0;
                for (int j = from; j <= i; j++) {
                    double score = scale * dot(query, turned.apply(part(k[j], of), j));
                    score = softcap == 0 ? score : softcap * Math.tanh(score / softcap);
                    // Relative to the query, as the paper writes it.
                    score -= slopes == null ? 0 : slopes[head] * (i - j);
                    scores[j] = Math.exp(score);
                    total += scores[j];
                }
                for (int j = from; j <= i; j++) {
                    for (int d = 0; d < dim; d++) {
                        out[i][head * dim + d] += scores[j] / total * v[j][of * dim + d];
                    }
                }
            }
        }
        return out;
    }

    private BiFunction<double[], Integer, double[]> rope(String thetaField, String shareField, double share) {
        JsonNode rope = config.has("rope_parameters") ? config.get("rope_parameters") : config.path("rope_scaling");
        double theta = rope.path("rope_theta").asDouble(number(thetaField, 10_000));
        int n = (int) (dim * rope.path("partial_rotary_factor").asDouble(number(shareField, share)));
        String kind = rope.path("rope_type").asText(rope.path("type").asText("default"));
        double most = number("max_position_embeddings", 2048);
        double original = config.path("original_max_position_embeddings")
                .asDouble(rope.path("original_max_position_embeddings").asDouble(most));
        double factor = rope.path("factor").asDouble(most / original);
        double[] angles = new double[n / 2];
        double stretch = 1;
        for (int i = 0; i < angles.length; i++) {
            double plain = 1 / Math.pow(theta, 2.0 * i / n);
            double wave = 2 * Math.PI / plain;
            angles[i] = switch (kind) {
                case "linear" -> plain / factor;
                case "llama3" -> {
                    double low = rope.get("low_freq_factor").asDouble();
                    double high = rope.get("high_freq_factor").asDouble();
                    double smooth = (original / wave - low) / (high - low);
                    yield wave < original / high
                            ? plain
                            : wave > original / low ? plain / factor : (1 - smooth) * plain / factor + smooth * plain;
                }
                case "yarn" -> {
                    double low = Math.max(
                            0, Math.floor(n * Math.log(original / (32 * 2 * Math.PI)) / (2 * Math.log(theta))));
                    double high =
                            Math.min(n - 1, Math.ceil(n * Math.log(original / (2 * Math.PI)) / (2 * Math.log(theta))));
                    double ramp = Math.min(1, Math.max(0, (i - low) / (high - low)));
                    yield plain / factor * ramp + plain * (1 - ramp);
                }
                case "longrope", "su" ->
                    plain
                            / rope.get(paddedLength > original ? "long_factor" : "short_factor")
                                    .get(i)
                                    .asDouble();
                default -> plain;
            };
        }
        if (kind.equals("yarn")) {
            stretch = 0.1 * Math.log(factor) + 1;
        } else if (kind.equals("longrope") || kind.equals("su")) {
            stretch = Math.sqrt(1 + Math.log(factor) / Math.log(original));
        }
        double by = stretch;
        return (head, position) -> {
            double[] out = head.clone();
            for (int i = 0; i < angles.length; i++) {
                double cos = by * Math.cos(position * angles[i]);
                double sin = by * Math.sin(position * angles[i]);
                out[i] = head[i] * cos - head[i + n / 2] * sin;
                out[i + n / 2] = head[i + n / 2] * cos + head[i] * sin;
            }
            return out;
        };
    }

    /** For n = 2^k heads 2^(-8/n), 2^(-16/n), ...; else those for 2^k, then every other one of those for 2^(k+1). */
    private static double[] slopes(int n) {
        int power = 1;
        while (2 * power <= n) {
            power *= 2;
        }
        double[] slopes = new double[n];
        for (int i = 0; i < n; i++) {
            slopes[i] = i < power
                    ? Math.pow(2, -8.0 / power * (i + 1))
                    : Math.pow(2, -8.0 / (2 * power) * (2 * (i - power) + 1));
        }
        return slopes;
    }

    // ---- layers ----------------------------------------------------------------------------------------------------

    private double[] rms(String name, double[] x) {
        double[] gain = weights.get(name + ".weight");
        double mean = Arrays.stream(x).map(v -> v * v).sum() / x.length;
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i]
                    / Math.sqrt(mean + number("rms_norm_eps", type().equals("phi3") ? 1e-5 : 1e-6))
                    * (type().startsWith("gemma") ? 1 + gain[i] : gain[i]);
        }
        return y;
    }

    private double[] layerNorm(String name, double[] x) {
        double[] gain = weights.get(name + ".weight");
        double[] bias = weights.get(name + ".bias");
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (x[i] - mean) / Math.sqrt(variance + 1e-5) * gain[i] + bias[i];
        }
        return y;
    }

    private double[] linear(String name, double[] x) {
        double[] y = times(weights.get(name + ".weight"), x);
        return weights.containsKey(name + ".bias") ? plus(y, weights.get(name + ".bias")) : y;
    }

    /** A weight stored [in, out]. */
    private double[] conv(String name, double[] x, int out) {
        double[] weight = weights.get(name + ".weight");
        double[] y = weights.get(name + ".bias").clone();
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < out; j++) {
                y[j] += x[i] * weight[i * out + j];
            }
        }
        return y;
    }

    private static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /** x · Φ(x), Φ by the series of the error function, which converges for all x. */
    private static double gelu(double x) {
        double z = x / Math.sqrt(2);
        double term = z;
        double erf = z;
        for (int n = 1; Math.abs(term) > 1e-18; n++) {
            term *= -z * z / n;
            erf += term / (2 * n + 1);
        }
        return Math.abs(x) > 6 ? Math.max(x, 0) : 0.5 * x * (1 + 2 / Math.sqrt(Math.PI) * erf);
    }

    // ---- numbers ---------------------------------------------------------------------------------------------------

    private String type() {
        return config.get("model_type").asText();
    }

    private int whole(String field, int otherwise) {
        return config.path(field).asInt(otherwise);
    }

    /** {@code otherwise} where the field is left out, 0 where it is null. */
    private double number(String field, double otherwise) {
        return config.path(field).isNull() ? 0 : config.path(field).asDouble(otherwise);
    }

    private double[] embedding() {
        return weights.entrySet().stream()
                .filter(entry -> entry.getKey().matches(".*(embed_tokens|wte|embed_in|word_embeddings)\\.weight"))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private double[] row(String name, long index, int size) {
        return Arrays.copyOfRange(weights.get(name), (int) index * size, ((int) index + 1) * size);
    }

    private double[][] rows(String name, long[] ids, int size) {
        return Arrays.stream(ids).mapToObj(id -> row(name, id, size)).toArray(double[][]::new);
    }

    private double[] part(double[] x, int head) {
        return Arrays.copyOfRange(x, head * dim, (head + 1) * dim);
    }

    private double[] byHead(double[] x, UnaryOperator<double[]> work) {
        double[] y = new double[x.length];
        for (int head = 0; head < x.length / dim; head++) {
            System.arraycopy(work.apply(part(x, head)), 0, y, head * dim, dim);
        }
        return y;
    }

    private static double[] times(double[] weight, double[] x) {
        double[] y = new double[weight.length / x.length];
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < x.length; j++) {
                y[i] += weight[i * x.length + j] * x[j];
            }
        }
        return y;
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private static double[] plus(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] + b[i]).toArray();
    }

    private static double[] map(double[] x, DoubleUnaryOperator work) {
        return Arrays.stream(x).map(work).toArray();
    }

    private static double[][] sum(double[][] a, double[][] b) {
        IntFunction<double[]> row = i -> plus(a[i], b[i]);
        return IntStream.range(0, a.length).mapToObj(row).toArray(double[][]::new);
    }

    private static double[][] each(double[][] x, UnaryOperator<double[]> work) {
        return Arrays.stream(x).map(work).toArray(double[][]::new);
    }
}
