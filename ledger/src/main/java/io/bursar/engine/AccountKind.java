package io.bursar.engine;

/** The five kinds of account, each with the side on which it normally grows. */
public enum AccountKind {
    ASSET(NormalSide.DEBIT),
    LIABILITY(NormalSide.CREDIT),
    EQUITY(NormalSide.CREDIT),
    INCOME(NormalSide.CREDIT),
    EXPENSE(NormalSide.DEBIT);

    /** The side that makes a balance grow. */
    public enum NormalSide {
        DEBIT,
        CREDIT
    }

    private final NormalSide normalSide;

    AccountKind(NormalSide normalSide) {
        this.normalSide = normalSide;
    }

    public NormalSide normalSide() {
        return normalSide;
    }

    /** Turns debits minus credits into the balance on the normal side, and back. */
    public long normal(long debitsMinusCredits) {
        return normalSide == NormalSide.DEBIT ? debitsMinusCredits : -debitsMinusCredits;
    }
}
