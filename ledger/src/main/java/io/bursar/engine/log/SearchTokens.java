package io.bursar.engine.log;

import io.bursar.engine.EntryKind;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a command can be found by, as numbers of 39 bits: hashes of its reference, of each name and value of its
 * metadata, of each value alone, and of its kind unless it is a plain transaction. Two texts may have one number;
 * whoever finds a row by it looks at the row.
 *
 * <p>An entry of an index is a token and the place of the command's first row in its partition, so that entries sort by
 * token, then by place.
 */
public final class SearchTokens {
    /** Bits of a place: a partition has at most 2^24 rows. */
    public static final int PLACE_BITS = 24;

    private static final int UNUSED_BITS = PLACE_BITS + 1;
    private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;

    private SearchTokens() {}

    public static long reference(String text) {
        return token("r" + text);
    }

    /** Control characters are refused in metadata, so that nothing but the end of the name reads as one. */
    public static long metadata(String name, String value) {
        return token("m" + name + '\0' + value);
    }

    /** A value under any name. */
    public static long metadataValue(String value) {
        return token("v" + value);
    }

    /** @param kind of a command's first row */
    public static long kind(EntryKind kind) {
        return token("k" + kind.code());
    }

    private static long token(String text) {
        return SipHash.hash(text.getBytes(StandardCharsets.UTF_8)) >>> UNUSED_BITS;
    }

    /** Entry of a token at a place, ≥ 0. */
    public static long entry(long token, long place) {
        return token << PLACE_BITS | place;
    }

    public static long tokenOf(long entry) {
        return entry >>> PLACE_BITS;
    }

    public static long placeOf(long entry) {
        return entry & PLACE_MASK;
    }

    /**
     * Tokens of a command, each perhaps more than once.
     *
     * @param kind of its first row
     * @param detail of its first row
     */
    public static void each(EntryKind kind, @Nullable String detail, LongConsumer into) {
        if (!kind.isEntry()) {
            return;
        }
        if (kind != EntryKind.TRANSFER) {
            into.accept(kind(kind));
        }
        // Parsing is dear, and most details have neither.
        if (detail == null || (!detail.contains("\"ref\":") && !detail.contains("\"meta\":"))) {
            return;
        }
        var fields = Json.parse(detail);
        if (fields.get("ref") instanceof String reference) {
            into.accept(reference(reference));
        }
        StoredCommand.strings(fields.get("meta")).forEach((name, value) -> {
            into.accept(metadata(name, value));
            into.accept(metadataValue(value));
        });
    }
}
