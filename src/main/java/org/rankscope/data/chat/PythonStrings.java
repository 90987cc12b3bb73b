package org.rankscope.data.chat;

import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import jinjava.javax.el.MethodNotFoundException;

/**
 * Methods that templates may call: those of Python's {@code str} that chat templates use, and {@code get}, {@code items}
 * and {@code keys} of {@code dict}. No method of a Java object can be called.
 */
final class PythonStrings extends ELResolver {
    private final ELResolver values = JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY;

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
        context.setPropertyResolved(true);
        String name = String.valueOf(method);
        List<Object> given = arguments == null ? List.of() : Collections.unmodifiableList(list(arguments));
        if (base instanceof CharSequence) {
            return ofText(base.toString(), name, given);
        } else if (base instanceof Map<?, ?> map) {
            return ofMap(map, name, given);
        }
        throw new MethodNotFoundException("there is no method '" + name + "' here");
    }

    private static Object ofText(String text, String name, List<Object> given) {
        String first =
                given.isEmpty() || given.get(0) == null ? null : given.get(0).toString();
        return switch (name) {
            case "strip" -> stripped(text, first, true, true);
            case "lstrip" -> stripped(text, first, true, false);
            case "rstrip" -> stripped(text, first, false, true);
            case "startswith" -> text.startsWith(needed(first, name));
            case "endswith" -> text.endsWith(needed(first, name));
            case "split" ->
                first == null
                        ? new ArrayList<>(List.of(text.strip().split("\\s+")))
                        : new ArrayList<>(List.of(text.split(Pattern.quote(first), -1)));
            case "replace" -> text.replace(needed(first, name), given.get(1).toString());
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title", "capitalize" ->
                text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
            case "find" -> (long) text.indexOf(needed(first, name));
            default -> throw new MethodNotFoundException("texts have no method '" + name + "' here");
        };
    }

    private static Object ofMap(Map<?, ?> map, String name, List<Object> given) {
        return switch (name) {
            case "get" ->
                map.containsKey(given.get(0)) ? map.get(given.get(0)) : given.size() > 1 ? given.get(1) : null;
            case "keys" -> new ArrayList<>(map.keySet());
            case "values" -> new ArrayList<>(map.values());
            case "items" -> map.entrySet();
            default -> throw new MethodNotFoundException("maps have no method '" + name + "' here");
        };
    }

    /** Without the characters at its ends that {@code characters} holds, or without white space where that is null. */
    private static String stripped(String text, String characters, boolean start, boolean end) {
        IntPredicate goes = character ->
                characters == null ? Character.isWhitespace(character) : characters.indexOf(character) >= 0;
        int from = 0;
        int to = text.length();
        while (start && from < to && goes.test(text.charAt(from))) {
            from++;
        }
        while (end && to > from && goes.test(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static String needed(String argument, String method) {
        if (argument == null) {
            throw new MethodNotFoundException("'" + method + "' is called without a text");
        }
        return argument;
    }

    private static List<Object> list(Object[] arguments) {
        List<Object> all = new ArrayList<>();
        Collections.addAll(all, arguments);
        return all;
    }

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        return values.getValue(context, base, property);
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        return values.getType(context, base, property);
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        values.setValue(context, base, property, value);
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return values.isReadOnly(context, base, property);
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return values.getCommonPropertyType(context, base);
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return values.getFeatureDescriptors(context, base);
    }
}
