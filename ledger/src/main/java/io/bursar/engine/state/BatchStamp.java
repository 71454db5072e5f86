package io.bursar.engine.state;

/** Which batch it is, whatever became of the database since: number and nonce of its row. */
public record BatchStamp(long number, long nonce) {}
