package org.rankscope.io;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Refuses unknown fields of records whose fields stand beside those of a record that they hold ({@link JsonUnwrapped}):
 * Jackson itself lets them pass there, since either record might want them.
 */
final class UnwrappedFields extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
            DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
        LinkedHashSet<String> known = new LinkedHashSet<>();
        boolean unwraps = false;
        for (BeanPropertyDefinition field : bean.findProperties()) {
            AnnotatedMember member = field.getPrimaryMember();
            if (member != null && member.hasAnnotation(JsonUnwrapped.class)) {
                unwraps = true;
                known.addAll(fieldsWithin(config, field));
            } else {
                known.add(field.getName());
            }
        }
        return unwraps ? new Checked(deserializer, bean.getBeanClass(), known) : deserializer;
    }

    private static Set<String> fieldsWithin(DeserializationConfig config, BeanPropertyDefinition unwrapped) {
        Set<String> names = new LinkedHashSet<>();
        config.introspect(unwrapped.getPrimaryType()).findProperties().forEach(field -> names.add(field.getName()));
        JsonIgnoreProperties ignored = unwrapped.getPrimaryMember().getAnnotation(JsonIgnoreProperties.class);
        if (ignored != null) {
            names.removeAll(List.of(ignored.value()));
        }
        return names;
    }

    /** Looks through the names before the bean's own deserialiser reads the values. */
    private static final class Checked extends DelegatingDeserializer {
        private static final long serialVersionUID = 1;

        private final Class<?> type;
        private final LinkedHashSet<String> known;

        Checked(JsonDeserializer<?> bean, Class<?> type, LinkedHashSet<String> known) {
            super(bean);
            this.type = type;
            this.known = known;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> contextual) {
            return new Checked(contextual, type, known);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode tree = context.readTree(parser);
            for (String name : (Iterable<String>) tree::fieldNames) {
                if (!known.contains(name)) {
                    throw UnrecognizedPropertyException.from(parser, type, name, new ArrayList<>(known));
                }
            }
            try (JsonParser again = tree.traverse(parser.getCodec())) {
                again.nextToken();
                return super.deserialize(again, context);
            }
        }
    }
}
