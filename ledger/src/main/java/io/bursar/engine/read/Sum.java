package io.bursar.engine.read;

/** Debits and credits of one account, minor units. */
final class Sum {
    long debits;
    long credits;

    void add(Sum other) {
        debits = Math.addExact(debits, other.debits);
        credits = Math.addExact(credits, other.credits);
    }

    void subtract(Sum other) {
        debits = Math.subtractExact(debits, other.debits);
        credits = Math.subtractExact(credits, other.credits);
    }

    long debitsMinusCredits() {
        return debits - credits;
    }
}
