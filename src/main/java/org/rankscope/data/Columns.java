package org.rankscope.data;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * Which columns of a data file hold what; null where that is to be guessed from their names and contents. Columns that a
 * task has no use for are passed over.
 *
 * @param text a text; the caption of an image
 * @param textPair the second text of a pair; beside {@code prompt}, what that instruction is applied to
 * @param prompt what is given
 * @param completion what is learnt
 * @param messages a conversation: a list of {@code {"role", "content"}}
 * @param label a class, or a number
 * @param tokens words of a text, one by one
 * @param tags a class for each of them
 * @param image path of an image file, relative to the data file
 * @param mask path of an image whose pixels are classes
 * @param group rows with the same value stand on the same side of the split
 */
@RecordBuilder
public record Columns(
        String text,
        String textPair,
        String prompt,
        String completion,
        String messages,
        String label,
        String tokens,
        String tags,
        String image,
        String mask,
        String group)
        implements ColumnsBuilder.With {
    /** All are to be guessed. */
    public static final Columns GUESSED = new Columns(null, null, null, null, null, null, null, null, null, null, null);
}
