/**
 * Images as models see them: read, turned upright, resized as Pillow does, scaled and normalised.
 *
 * <p>Pixels are bytes until the very end, as in the image processors of Hugging Face's transformers, whose numbers
 * ({@code preprocessor_config.json}) are meant for that. Files are read by {@code javax.imageio}; TwelveMonkeys' plug-ins
 * read JPEG files that it does not (CMYK, broken profiles), and WebP. Which data an image belongs to is not known here.
 */
package org.rankscope.data.image;
