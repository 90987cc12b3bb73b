package org.rankscope.model.bundled.picture;

/**
 * A scan and what a reader marked in it.
 *
 * @param mask of the same size: 255 where there is a lesion, else 0
 */
public record Scan(GrayImage image, GrayImage mask) {}
