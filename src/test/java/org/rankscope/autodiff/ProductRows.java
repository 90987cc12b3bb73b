package org.rankscope.autodiff;

import java.util.ArrayList;
import java.util.List;

final class ProductRows {
    private ProductRows() {}

    static List<GradientRow> rows() {
        List<GradientRow> rows = new ArrayList<>();
        return rows;
    }
}
