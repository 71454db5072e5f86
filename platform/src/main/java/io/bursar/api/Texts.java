package io.bursar.api;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** What text may enter. */
final class Texts {
    private Texts() {}

    /** Decodes UTF-8 and nothing but UTF-8: no overlong forms, no encoded surrogates, no replacement characters. */
    static CharBuffer decode(byte[] bytes, String param) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException broken) {
            throw Problem.of(ErrorCode.ENCODING_INVALID, "The text is not UTF-8.", param)
                    .asException();
        }
    }

    /** Whether {@link #admit} surely lets it in; text with surrogate pairs is looked at there. */
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return !CardNumbers.isIn(text);
    }

    /** Ends the request when the text has NUL, a lone surrogate or a card number. */
    static String admit(String text, String param) {
        if (isPlain(text)) {
            return text;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw invalid("Text must not contain NUL.", param);
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw invalid("Text must not contain half of a surrogate pair.", param);
                }
                i++;
            }
        }
        if (CardNumbers.isIn(text)) {
            throw Problem.of(
                            ErrorCode.CARD_NUMBER_REFUSED,
                            "This looks like a card number. Card numbers never enter; send a provider's token.",
                            param)
                    .asException();
        }
        return text;
    }

    private static ProblemException invalid(String message, String param) {
        return Problem.of(ErrorCode.PARAMETER_INVALID_STRING, message, param).asException();
    }
}
