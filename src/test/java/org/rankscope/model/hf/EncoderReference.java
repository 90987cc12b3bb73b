package org.rankscope.model.hf;

import static org.rankscope.model.hf.PlainWeights.attend;
import static org.rankscope.model.hf.PlainWeights.dot;
import static org.rankscope.model.hf.PlainWeights.each;
import static org.rankscope.model.hf.PlainWeights.head;
import static org.rankscope.model.hf.PlainWeights.sum;

/** RoBERTa and DistilBERT, from their definitions, a row at a time in loops. */
record EncoderReference(PlainWeights w, int layers, int heads, double epsilon) {
    double[][] roberta(long[] ids, long[] mask, long[] types, int pad, boolean ofTokens) {
        double[][] words = w.matrix("roberta.embeddings.word_embeddings.weight");
        double[][] places = w.matrix("roberta.embeddings.position_embeddings.weight");
        double[][] kinds = w.matrix("roberta.embeddings.token_type_embeddings.weight");
        double[][] x = new double[ids.length][];
        int seen = 0;
        for (int i = 0; i < ids.length; i++) {
            seen += ids[i] == pad ? 0 : 1;
            int place = ids[i] == pad ? pad : pad + seen;
            double[][] parts = {words[(int) ids[i]], places[place], kinds[(int) types[i]]};
            x[i] = new double[words[0].length];
            for (double[] part : parts) {
                for (int j = 0; j < part.length; j++) {
                    x[i][j] += part[j];
                }
            }
        }
        x = w.layerNorm("roberta.embeddings.LayerNorm", x, epsilon);
        for (int layer = 0; layer < layers; layer++) {
            String path = "roberta.encoder.layer." + layer + ".";
            double[][] mixed = attention(
                    x, mask, path + "attention.self.query", path + "attention.self.key", path + "attention.self.value");
            double[][] y = w.layerNorm(
                    path + "attention.output.LayerNorm",
                    sum(x, w.linear(path + "attention.output.dense", mixed)),
                    epsilon);
            double[][] up = each(w.linear(path + "intermediate.dense", y), PlainWeights.GELU);
            x = w.layerNorm(path + "output.LayerNorm", sum(y, w.linear(path + "output.dense", up)), epsilon);
        }
        if (ofTokens) {
            return w.linear("classifier", x);
        }
        double[][] first = {x[0]};
        return w.linear("classifier.out_proj", each(w.linear("classifier.dense", first), Math::tanh));
    }

    double[][] distilBert(long[] ids, long[] mask, boolean ofTokens) {
        double[][] words = w.matrix("distilbert.embeddings.word_embeddings.weight");
        double[][] places = w.matrix("distilbert.embeddings.position_embeddings.weight");
        double[][] x = new double[ids.length][words[0].length];
        for (int i = 0; i < ids.length; i++) {
            for (int j = 0; j < words[0].length; j++) {
                x[i][j] = words[(int) ids[i]][j] + places[i][j];
            }
        }
        x = w.layerNorm("distilbert.embeddings.LayerNorm", x, epsilon);
        for (int layer = 0; layer < layers; layer++) {
            String path = "distilbert.transformer.layer." + layer + ".";
            double[][] mixed =
                    attention(x, mask, path + "attention.q_lin", path + "attention.k_lin", path + "attention.v_lin");
            double[][] y =
                    w.layerNorm(path + "sa_layer_norm", sum(x, w.linear(path + "attention.out_lin", mixed)), epsilon);
            double[][] up = each(w.linear(path + "ffn.lin1", y), PlainWeights.RELU);
            x = w.layerNorm(path + "output_layer_norm", sum(y, w.linear(path + "ffn.lin2", up)), epsilon);
        }
        if (ofTokens) {
            return w.linear("classifier", x);
        }
        double[][] first = {x[0]};
        return w.linear("classifier", each(w.linear("pre_classifier", first), PlainWeights.RELU));
    }

    private double[][] attention(double[][] x, long[] mask, String query, String key, String value) {
        double[][] q = w.linear(query, x);
        double[][] k = w.linear(key, x);
        int dim = q[0].length / heads;
        return attend(
                x.length,
                w.linear(value, x),
                heads,
                (h, i, j) -> mask[j] == 0 ? Double.NaN : dot(head(q[i], h, dim), head(k[j], h, dim)) / Math.sqrt(dim));
    }
}
