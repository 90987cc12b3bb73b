package org.rankscope.ui.trials;

import java.awt.Shape;
import java.awt.geom.PathIterator;
import javafx.scene.control.TableCell;
import javafx.scene.paint.Paint;
import javafx.scene.shape.SVGPath;
import org.rankscope.ui.study.RankSummary;
import org.rankscope.ui.theme.Appearance;
import org.rankscope.ui.theme.ChartColors;
import org.rankscope.ui.theme.RankMarkers;

/** The rank with its marker, as in the charts. */
final class RankCell extends TableCell<RankSummary, RankSummary> {
    private static final double MARKER_RADIUS = 4.5;

    private final Appearance appearance;
    private final SVGPath marker = new SVGPath();

    RankCell(Appearance appearance) {
        this.appearance = appearance;
        setGraphicTextGap(8);
        getStyleClass().add("rank-cell");
    }

    @Override
    protected void updateItem(RankSummary row, boolean empty) {
        super.updateItem(row, empty);
        if (empty || row == null) {
            setText(null);
            setGraphic(null);
            return;
        }
        setText(String.valueOf(row.rank()));
        marker.setContent(path(RankMarkers.shape(row.colour(), MARKER_RADIUS)));
        marker.setFill(
                Paint.valueOf(ChartColors.hex(appearance.colorsProperty().get().rank(row.colour()))));
        setGraphic(marker);
    }

    private static String path(Shape shape) {
        StringBuilder path = new StringBuilder();
        double[] c = new double[6];
        for (PathIterator it = shape.getPathIterator(null); !it.isDone(); it.next()) {
            path.append(
                    switch (it.currentSegment(c)) {
                        case PathIterator.SEG_MOVETO -> "M" + c[0] + " " + c[1];
                        case PathIterator.SEG_LINETO -> "L" + c[0] + " " + c[1];
                        case PathIterator.SEG_QUADTO -> "Q" + c[0] + " " + c[1] + " " + c[2] + " " + c[3];
                        case PathIterator.SEG_CUBICTO ->
                            "C" + c[0] + " " + c[1] + " " + c[2] + " " + c[3] + " " + c[4] + " " + c[5];
                        default -> "Z";
                    });
        }
        return path.toString();
    }
}
