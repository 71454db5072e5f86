package io.bursar.access;

import io.bursar.api.JsonOut;
import io.bursar.money.PublicId;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A tenant: who has a book of their own. */
record Book(int number, String name, Instant createdAt) {
    private static final String PREFIX = "book";

    static String id(int number) {
        return PublicId.of(PREFIX, number);
    }

    /** Empty when it is no id of a book. */
    static OptionalInt parse(String id) {
        return narrow(PREFIX, id);
    }

    /** The number of an id whose numbers are ints. */
    static OptionalInt narrow(String prefix, String id) {
        OptionalLong number = PublicId.parse(prefix, id);
        boolean fits = number.isPresent() && number.getAsLong() > 0 && number.getAsLong() <= Integer.MAX_VALUE;
        return fits ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    void write(JsonOut out) {
        out.text("id", id(number))
                .text("object", "book")
                .text("name", name)
                .integer("created", createdAt.getEpochSecond());
    }
}
