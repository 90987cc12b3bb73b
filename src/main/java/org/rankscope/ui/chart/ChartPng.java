package org.rankscope.ui.chart;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.rankscope.io.AtomicFiles;
import org.rankscope.io.RequestException;

/** Writes a chart as a picture, twice as fine as on the screen. */
public final class ChartPng {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 480;
    private static final int SCALE = 2;

    private ChartPng() {}

    public static void write(JFreeChart chart, Path file) {
        try {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ChartUtils.writeScaledChartAsPNG(png, chart, WIDTH, HEIGHT, SCALE, SCALE);
            ByteBuffer bytes = ByteBuffer.wrap(png.toByteArray());
            AtomicFiles.write(file, channel -> {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            });
        } catch (IOException e) {
            throw new RequestException(file + ": the picture can't be written (" + e.getMessage() + ").", e);
        }
    }
}
