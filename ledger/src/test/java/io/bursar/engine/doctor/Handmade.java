package io.bursar.engine.doctor;

import io.bursar.engine.AccountKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a book made by hand is made of. */
final class Handmade {
    private Handmade() {}

    static final class Account {
        String path = "";
        AccountKind kind = AccountKind.ASSET;

        @Nullable
        Long floor;

        @Nullable
        Long ceiling;

        String status = "open";

        @Nullable
        String metadata;

        long opened;
        long posted;
        long heldDebit;
        long heldCredit;
        long chain;
        long seq;
    }

    static final class Claim {
        int kind = 1;
        int state = 1;
        final List<int[]> legs = new ArrayList<>();
        long[] amounts = {};
        long[] taken = {};
        long shares;

        @Nullable
        Long expires;

        long seq;
    }

    static final class Row {
        long seq;

        @Nullable
        Long amount;

        @Nullable
        Long debitBalance;

        @Nullable
        Long creditBalance;

        @Nullable
        Long debitPrev;

        @Nullable
        Long creditPrev;

        @Nullable
        Long bodyHash;

        @Nullable
        Long effective;

        @Nullable
        Integer debit;

        @Nullable
        Integer credit;

        int kind;
        int leg;
        byte @Nullable [] key;

        @Nullable
        String detail;

        long at;
    }
}
