package org.rankscope.data;

import java.util.Arrays;

/**
 * A stream of tokens cut into rows, without overlap: each token is predicted from those before it in its row. A last
 * row of one token, which would predict nothing, is left out.
 */
final class TextRows implements Rows {
    private final int[] stream;
    private final int sequenceLength;

    TextRows(int[] stream, int sequenceLength) {
        this.stream = stream;
        this.sequenceLength = sequenceLength;
    }

    @Override
    public int count() {
        int whole = stream.length / sequenceLength;
        return stream.length % sequenceLength > 1 ? whole + 1 : whole;
    }

    @Override
    public EncodedRow at(int row, long epoch) {
        int from = Math.multiplyExact(row, sequenceLength);
        int[] ids = Arrays.copyOfRange(stream, from, Math.min(stream.length, from + sequenceLength));
        int[] labels = ids.clone();
        labels[0] = EncodedRow.IGNORE;
        return EncodedRow.ofText(ids, labels, ids.length);
    }

    @Override
    public long predictedItems() {
        int whole = stream.length / sequenceLength;
        return (long) whole * (sequenceLength - 1) + Math.max(0, stream.length % sequenceLength - 1);
    }
}
