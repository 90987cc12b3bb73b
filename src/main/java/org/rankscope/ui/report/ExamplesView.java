package org.rankscope.ui.report;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.rankscope.data.DataReport.Example;
import org.rankscope.data.DataReport.Picture;

/** The first rows as the model sees them: what is learnt is marked, images are shown. */
final class ExamplesView {
    /** Pixels of the longer side of a thumbnail. */
    private static final double SIDE = 112;

    private ExamplesView() {}

    static VBox of(List<Example> examples) {
        Label title = new Label("First examples");
        title.getStyleClass().add("card-title");
        Label subtitle = new Label("as the model sees them; what is learnt is marked");
        subtitle.getStyleClass().add("card-subtitle");
        HBox header = new HBox(title, subtitle);
        header.getStyleClass().add("card-header");
        header.setAlignment(Pos.CENTER_LEFT);
        boolean pictures = examples.stream().anyMatch(example -> example.picture() != null);
        Pane rows = pictures ? new FlowPane() : new VBox();
        rows.setId("report-examples");
        rows.getStyleClass().add("report-examples");
        examples.forEach(example -> rows.getChildren().add(pictures ? picture(example) : text(example)));
        VBox card = new VBox(header, rows);
        card.getStyleClass().add("card");
        return card;
    }

    private static TextFlow text(Example example) {
        TextFlow flow = new TextFlow();
        flow.getStyleClass().add("report-example");
        for (Marked part : Marked.of(example.text())) {
            Text text = new Text(part.text());
            if (part.learnt()) {
                text.getStyleClass().add("report-learnt");
            }
            flow.getChildren().add(text);
        }
        return flow;
    }

    private static VBox picture(Example example) {
        VBox box = new VBox();
        box.getStyleClass().add("report-picture");
        if (example.picture() != null) {
            ImageView view = new ImageView(image(example.picture()));
            view.setPreserveRatio(true);
            view.setFitWidth(SIDE);
            view.setFitHeight(SIDE);
            view.setSmooth(false);
            box.getChildren().add(view);
        }
        if (!example.text().isEmpty()) {
            TextFlow caption = text(example);
            caption.setMaxWidth(2 * SIDE);
            box.getChildren().add(caption);
        }
        return box;
    }

    private static WritableImage image(Picture picture) {
        WritableImage image = new WritableImage(picture.width(), picture.height());
        image.getPixelWriter()
                .setPixels(
                        0,
                        0,
                        picture.width(),
                        picture.height(),
                        PixelFormat.getIntArgbInstance(),
                        picture.argb(),
                        0,
                        picture.width());
        return image;
    }
}
