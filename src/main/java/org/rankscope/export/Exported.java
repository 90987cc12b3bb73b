package org.rankscope.export;

import java.util.List;

/**
 * What was written.
 *
 * @param format what it is
 * @param bytes of all files
 * @param difference the largest between a logit of what was written and one of the base model with the adapter in it, as a
 *     share of the largest logit; 0 for an adapter, whose numbers are the same
 * @param notes what a person should know, a sentence each
 */
public record Exported(ExportFormat format, long bytes, double difference, List<String> notes) {
    public Exported {
        notes = List.copyOf(notes);
    }
}
