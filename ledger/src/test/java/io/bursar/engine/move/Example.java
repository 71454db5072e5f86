package io.bursar.engine.move;

/** The example of docs/guides/proof.md, computed with Python's hashlib and struct and with none of our code. */
final class Example {
    static final String MARK = "249969a6";
    static final String HASH = "04fbb08a98532ad62c5d7d7e33acc3cb64885d0c3e0236cf2237230204add8f9";

    private Example() {}
}
