package io.bursar.engine.log;

import io.bursar.engine.Command;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A 64-bit hash of a command's whole body but its key and riders, the same for ever. It tells whether a key came with
 * the same body; {@link CommandFields} then tells what differs. Strings and lists are length-prefixed, so two bodies
 * never have the same bytes.
 */
public final class Fingerprint {
    private byte[] bytes = new byte[192];
    private int size;

    private Fingerprint() {}

    public static long of(Command command) {
        Fingerprint into = new Fingerprint();
        switch (command) {
            case Command.Transact transact -> into.tag(1).legs(transact.legs());
            case Command.Hold hold ->
                into.tag(2)
                        .legs(hold.legs())
                        .number(hold.expiresAt() == null ? Long.MIN_VALUE : Micros.of(hold.expiresAt()));
            default -> into.tag(3).map(CommandFields.of(command));
        }
        return into.terms(command.terms()).hash();
    }

    private long hash() {
        return SipHash.hash(bytes, 0, size);
    }

    private Fingerprint legs(List<Leg> legs) {
        number(legs.size());
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            text(leg.debit())
                    .text(leg.credit())
                    .number(leg.amount())
                    .text(leg.currency().code());
            tag(leg.extent() == Leg.Extent.UP_TO ? 1 : 0).text(leg.rest());
        }
        return this;
    }

    private Fingerprint terms(Terms terms) {
        number(terms.effectiveAt() == null ? Long.MIN_VALUE : Micros.of(terms.effectiveAt()));
        text(terms.reference());
        map(terms.metadata());
        return tag(terms.right() == Terms.Right.FACT ? 1 : 0);
    }

    private Fingerprint map(Map<String, String> entries) {
        number(entries.size());
        if (!entries.isEmpty()) {
            entries.forEach((name, value) -> text(name).text(value));
        }
        return this;
    }

    private Fingerprint tag(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    private Fingerprint number(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    private Fingerprint text(@Nullable String text) {
        if (text == null) {
            return tag(0xff);
        }
        int length = text.length();
        tag(0xfe).number(length);
        room(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return encoded(text, i);
            }
            bytes[size + i] = (byte) c;
        }
        size += length;
        return this;
    }

    /** The rest of a text that is not ASCII, in UTF-8. Its length in characters went before it. */
    private Fingerprint encoded(String text, int from) {
        size += from;
        byte[] utf8 = text.substring(from).getBytes(StandardCharsets.UTF_8);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
        return this;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
