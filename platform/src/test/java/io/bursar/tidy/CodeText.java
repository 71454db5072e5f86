package io.bursar.tidy;

/** Java source with comments taken out, and apart from it the comments alone; both keep their lines and columns. */
final class CodeText {
    private enum In {
        CODE,
        LINE_COMMENT,
        BLOCK_COMMENT,
        STRING,
        CHARACTER,
        TEXT_BLOCK
    }

    private final String source;
    private final StringBuilder code = new StringBuilder();
    private final StringBuilder comments = new StringBuilder();
    private In state = In.CODE;

    private CodeText(String source) {
        this.source = source;
    }

    static CodeText of(String source) {
        CodeText text = new CodeText(source);
        int at = 0;
        while (at < source.length()) {
            at = text.step(at);
        }
        return text;
    }

    String code() {
        return code.toString();
    }

    String comments() {
        return comments.toString();
    }

    /** Lines with anything on them but comments. */
    long codeLines() {
        return code().lines().filter(line -> !line.isBlank()).count();
    }

    private int step(int at) {
        return switch (state) {
            case CODE -> stepInCode(at);
            case LINE_COMMENT -> {
                if (source.charAt(at) == '\n') {
                    state = In.CODE;
                }
                yield take(at, 1, comments);
            }
            case BLOCK_COMMENT -> leaveOrTake(at, "*/", comments);
            case STRING -> leaveOrTake(at, "\"", code);
            case CHARACTER -> leaveOrTake(at, "'", code);
            case TEXT_BLOCK -> leaveOrTake(at, "\"\"\"", code);
        };
    }

    private int stepInCode(int at) {
        if (source.startsWith("//", at)) {
            return enter(In.LINE_COMMENT, at, "//", comments);
        }
        if (source.startsWith("/*", at)) {
            return enter(In.BLOCK_COMMENT, at, "/*", comments);
        }
        if (source.startsWith("\"\"\"", at)) {
            return enter(In.TEXT_BLOCK, at, "\"\"\"", code);
        }
        if (source.startsWith("\"", at)) {
            return enter(In.STRING, at, "\"", code);
        }
        if (source.startsWith("'", at)) {
            return enter(In.CHARACTER, at, "'", code);
        }
        return take(at, 1, code);
    }

    private int enter(In next, int at, String opening, StringBuilder to) {
        state = next;
        return take(at, opening.length(), to);
    }

    private int leaveOrTake(int at, String closing, StringBuilder to) {
        if (source.startsWith(closing, at)) {
            state = In.CODE;
            return take(at, closing.length(), to);
        }
        boolean isEscape = state != In.BLOCK_COMMENT && source.charAt(at) == '\\' && at + 1 < source.length();
        return take(at, isEscape ? 2 : 1, to);
    }

    /** Copies to one side, and blanks of the same length to the other. */
    private int take(int from, int length, StringBuilder to) {
        StringBuilder other = to == code ? comments : code;
        for (int i = from; i < from + length; i++) {
            char c = source.charAt(i);
            to.append(c);
            other.append(c == '\n' ? '\n' : ' ');
        }
        return from + length;
    }
}
