package io.bursar.engine;

/** What an account may do: an open one everything, a frozen or closed one nothing but facts. */
public enum AccountStatus {
    OPEN,
    FROZEN,
    CLOSED
}
