package io.bursar.sandbox.world;

import java.net.URI;
import java.util.List;

/** A webhook that wants to be delivered. */
public interface Letter {
    /** Whose it is: the player's name. */
    String player();

    /** What it tells, as the player names it. */
    String type();

    /** The payment that it is about, or an empty text. */
    String about();

    /** Where it goes; at an endpoint one letter may overtake another. */
    URI url();

    /**
     * What goes over the wire, made anew for each attempt.
     *
     * @param wallMs the machine's time, which is what receivers compare signatures with
     */
    Sealed seal(long wallMs);

    /** Whether the letter is still wanted: its endpoint may be gone or switched off. */
    boolean isWanted();

    /** Called once, when it arrived or was given up. */
    void settled();

    /**
     * A letter's headers, names and values in turn, and its body.
     */
    record Sealed(List<String> headers, byte[] body) {}
}
