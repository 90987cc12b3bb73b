package org.rankscope.data;

import java.util.List;

/** One document a row. */
final class DocumentRows implements Rows {
    private final List<EncodedDocument> documents;

    DocumentRows(List<EncodedDocument> documents) {
        this.documents = List.copyOf(documents);
    }

    @Override
    public int count() {
        return documents.size();
    }

    @Override
    public int[] ids(int row) {
        return documents.get(row).ids();
    }

    @Override
    public int given(int row) {
        return documents.get(row).given();
    }
}
