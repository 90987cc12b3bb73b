package org.rankscope.data.chat;

/**
 * Rewrites what Jinjava reads otherwise than Jinja does: line ends; a list turned round by {@code [::-1]}; and arguments
 * {@code name=a|filter - 1}, of which Jinjava takes only the first operand.
 */
final class Dialect {
    private static final String NAMESPACE = "namespace(";

    private Dialect() {}

    static String forJinjava(String jinja) {
        return withBracketedArguments(jinja.replace("\r\n", "\n").replace("[::-1]", "|reverse|list"));
    }

    private static String withBracketedArguments(String source) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int call = source.indexOf(NAMESPACE); call >= 0; call = source.indexOf(NAMESPACE, from)) {
            int start = call + NAMESPACE.length();
            int end = closing(source, start);
            text.append(source, from, start);
            int argument = start;
            for (int i = start; i <= end && i < source.length(); i = next(source, i)) {
                if (i == end || source.charAt(i) == ',') {
                    text.append(bracketed(source.substring(argument, i)));
                    text.append(i == end ? "" : ",");
                    argument = i + 1;
                }
            }
            from = end;
        }
        return text.append(source.substring(from)).toString();
    }

    private static String bracketed(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals + 1) + "(" + argument.substring(equals + 1) + ")";
    }

    /** The bracket that closes what is open at {@code start}, or the end of the source. */
    private static int closing(String source, int start) {
        int i = start;
        while (i < source.length() && source.charAt(i) != ')') {
            i = next(source, i);
        }
        return i;
    }

    /** The place behind the character, the string or the bracketed stretch at {@code i}. */
    private static int next(String source, int i) {
        char here = source.charAt(i);
        if (here == '\'' || here == '"') {
            int end = source.indexOf(here, i + 1);
            return end < 0 ? source.length() : end + 1;
        } else if (here == '(' || here == '[' || here == '{') {
            int inner = i + 1;
            while (inner < source.length() && ")]}".indexOf(source.charAt(inner)) < 0) {
                inner = next(source, inner);
            }
            return inner + 1;
        }
        return i + 1;
    }
}
