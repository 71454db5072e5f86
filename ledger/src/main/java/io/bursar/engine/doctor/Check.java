package io.bursar.engine.doctor;

/** What the doctor looks at. */
public enum Check {
    BOOK("the book is registered and its partitions are there"),
    POSITIONS("positions run from 1 without gaps or repetitions"),
    BATCHES("batches are numbered without gaps and cover the rows exactly"),
    TIMES("batch times never decrease"),
    ROW_FORM("each kind of row has the columns it must have and no others"),
    DETAIL("details are well-formed JSON with the fields of their kind"),
    LEGS("rows of a command are numbered from 0, of one kind and in one batch"),
    OPENINGS("accounts are numbered densely and opened once, as the chart of that time says"),
    ACCOUNTS("rows name accounts that are open by then"),
    CURRENCY("both accounts of a row have the same currency"),
    POSTED("posted balances of each row are the previous ones plus the amount"),
    HELD("held balances of each row are the previous ones plus or minus the amount"),
    CHAIN("each row points at the previous row of both accounts"),
    SUMS("posted balances and holds sum to zero per currency"),
    RANGE("balances and holds stay within ±(2^53−1)"),
    LIMITS("no command but a fact takes an account beyond its limits"),
    STATUS("no command but a fact touches a frozen or closed account"),
    PERIOD("no command counts in a closed period"),
    EFFECTIVE_TIME("effective times lie between 1970 and a day after the batch"),
    UP_TO("up-to legs took what was there"),
    HOLDS("captured + released + remaining = held, and nothing after the end of a hold"),
    SHARES("captures by share are rounded cumulatively and never above the whole"),
    EXPIRY("no hold expires before its time or is captured after it"),
    REVERSALS("reversals mirror their target and never exceed it"),
    KEY_FORM("keys are stored in their one canonical form, with a hash of the body"),
    KEYS("no key is used twice"),
    REJECTIONS("recorded rejections have a key, a body and an outcome that may be recorded"),
    ACCOUNT_CHECKPOINTS("account rows equal the fold of the log at their position"),
    CLAIM_CHECKPOINTS("claim rows equal the fold of the log at their position"),
    SETTING_CHECKPOINT("the book's settings equal the fold of the log at their position"),
    SEALS("sealed partitions are full, in order and checkpointed"),
    INDEXES("sealed partitions have their indexes, valid"),
    KEY_FILTERS("key filters know every key of their partition"),
    DAY_DELTAS("day-end movements equal the rows of their partition"),
    SEARCH_INDEX("search indexes have an entry for all that commands of their partition can be found by, and no other"),
    HASH_CHAIN("each batch, its rows and the batch before it have the hash that was chained");

    private final String statement;

    Check(String statement) {
        this.statement = statement;
    }

    /** What holds when the check passes. */
    public String statement() {
        return statement;
    }
}
