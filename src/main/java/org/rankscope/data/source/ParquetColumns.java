package org.rankscope.data.source;

import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.rankscope.io.RequestException;

/** Which Parquet types are read: single values, lists of them, and lists of objects of single values, as conversations are. */
final class ParquetColumns {
    private ParquetColumns() {}

    /** The names; throws RequestException for the first column that is nested deeper, or holds bytes. */
    static List<String> names(Path file, MessageType schema) {
        for (Type column : schema.getFields()) {
            String problem = problem(column);
            if (!problem.isEmpty()) {
                throw new RequestException(file + ": column '" + column.getName() + "' " + problem
                        + ", expected texts, numbers, or lists of them; flatten it or leave it out.");
            }
        }
        return schema.getFields().stream().map(Type::getName).toList();
    }

    /** Whether {@code type} is a list by its annotation; other groups are objects. */
    static boolean isList(Type type) {
        return !type.isPrimitive()
                && type.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation
                && type.asGroupType().getFieldCount() == 1
                && type.asGroupType().getType(0).isRepetition(Type.Repetition.REPEATED);
    }

    /** The items of a list: what its repeated field holds, or that field itself in files of old (LogicalTypes.md, lists). */
    static Type item(GroupType list) {
        Type repeated = list.getType(0);
        boolean holds = !repeated.isPrimitive()
                && repeated.asGroupType().getFieldCount() == 1
                && !repeated.getName().equals("array")
                && !repeated.getName().equals(list.getName() + "_tuple");
        return holds ? repeated.asGroupType().getType(0) : repeated;
    }

    private static String problem(Type column) {
        if (column.isPrimitive()) {
            return column.isRepetition(Type.Repetition.REPEATED)
                    ? "is nested (a bare repeated field)"
                    : ofValue(column);
        } else if (!isList(column)) {
            return "is nested (" + (column.getLogicalTypeAnnotation() == null ? "a struct" : "a map") + ")";
        }
        Type item = item(column.asGroupType());
        if (item.isPrimitive()) {
            return ofValue(item);
        } else if (isList(item)) {
            return "is nested (lists in lists)";
        }
        return item.asGroupType().getFields().stream()
                .map(field -> field.isPrimitive() && !field.isRepetition(Type.Repetition.REPEATED)
                        ? ofValue(field)
                        : "is nested (objects with a nested '" + field.getName() + "')")
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String ofValue(Type type) {
        PrimitiveType.PrimitiveTypeName name = type.asPrimitiveType().getPrimitiveTypeName();
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        if (meaning instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation) {
            return "holds decimals";
        }
        return switch (name) {
            case BOOLEAN, INT32, INT64, FLOAT, DOUBLE -> "";
            case BINARY ->
                meaning instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
                                || meaning instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation
                                || meaning instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation
                        ? ""
                        : "holds bytes";
            case INT96 -> "holds times of an old kind (INT96)";
            case FIXED_LEN_BYTE_ARRAY -> "holds bytes";
        };
    }
}
