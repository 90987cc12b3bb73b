package org.rankscope.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Puts the values of a row together as parquet-java hands them over. Columns without a value in a row are null. */
final class ParquetRows extends RecordMaterializer<Map<String, JsonNode>> {
    private final Fields row;
    private Map<String, JsonNode> current = Map.of();

    /** Of a schema that {@link ParquetColumns} let pass. */
    ParquetRows(MessageType schema) {
        row = new Fields(schema, values -> current = values);
    }

    @Override
    public Map<String, JsonNode> getCurrentRecord() {
        return current;
    }

    @Override
    public GroupConverter getRootConverter() {
        return row;
    }

    private static Converter converter(Type type, Consumer<JsonNode> target) {
        if (type.isPrimitive()) {
            return new Value(target);
        } else if (ParquetColumns.isList(type)) {
            return new Items(type.asGroupType(), target);
        }
        return new Fields(type.asGroupType(), values -> {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            object.setAll(values);
            target.accept(object);
        });
    }

    /** A row, or an object in a list. */
    private static final class Fields extends Group {
        private final GroupType type;
        private final Consumer<Map<String, JsonNode>> target;
        private Map<String, JsonNode> values = Map.of();

        Fields(GroupType type, Consumer<Map<String, JsonNode>> target) {
            this.type = type;
            this.target = target;
            converters(
                    type.getFieldCount(),
                    field -> converter(type.getType(field), value -> values.put(type.getFieldName(field), value)));
        }

        @Override
        public void start() {
            values = new LinkedHashMap<>();
            type.getFields().forEach(field -> values.put(field.getName(), NullNode.instance));
        }

        @Override
        public void end() {
            target.accept(values);
        }
    }

    /** A list: a group with one repeated field, which is the item itself or holds it. */
    private static final class Items extends Group {
        private final Consumer<JsonNode> target;
        private ArrayNode items = JsonNodeFactory.instance.arrayNode();

        Items(GroupType type, Consumer<JsonNode> target) {
            this.target = target;
            Type repeated = type.getType(0);
            converters(
                    1,
                    field -> ParquetColumns.item(type) == repeated
                            ? converter(repeated, item -> items.add(item))
                            : new Item(ParquetColumns.item(type), item -> items.add(item)));
        }

        @Override
        public void start() {
            items = JsonNodeFactory.instance.arrayNode();
        }

        @Override
        public void end() {
            target.accept(items);
        }
    }

    /** What holds an item, or nothing where the item is null. */
    private static final class Item extends Group {
        private final Consumer<JsonNode> target;
        private JsonNode item = NullNode.instance;

        Item(Type type, Consumer<JsonNode> target) {
            this.target = target;
            converters(1, field -> converter(type, value -> item = value));
        }

        @Override
        public void start() {
            item = NullNode.instance;
        }

        @Override
        public void end() {
            target.accept(item);
        }
    }

    private abstract static class Group extends GroupConverter {
        private Converter[] converters = {};

        final void converters(int count, IntFunction<Converter> maker) {
            converters = new Converter[count];
            for (int i = 0; i < count; i++) {
                converters[i] = maker.apply(i);
            }
        }

        @Override
        public Converter getConverter(int field) {
            return converters[field];
        }
    }

    private static final class Value extends PrimitiveConverter {
        private final Consumer<JsonNode> target;

        Value(Consumer<JsonNode> target) {
            this.target = target;
        }

        @Override
        public void addBinary(Binary value) {
            target.accept(TextNode.valueOf(value.toStringUsingUTF8()));
        }

        @Override
        public void addBoolean(boolean value) {
            target.accept(BooleanNode.valueOf(value));
        }

        @Override
        public void addDouble(double value) {
            // what is not a number is no value
            target.accept(Double.isFinite(value) ? DoubleNode.valueOf(value) : NullNode.instance);
        }

        @Override
        public void addFloat(float value) {
            // 0.1, not 0.10000000149
            addDouble(Double.parseDouble(Float.toString(value)));
        }

        @Override
        public void addInt(int value) {
            target.accept(IntNode.valueOf(value));
        }

        @Override
        public void addLong(long value) {
            // as JSON is read, so that a row is the same when it is read again
            target.accept(value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value));
        }
    }
}
