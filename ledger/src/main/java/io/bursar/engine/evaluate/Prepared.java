package io.bursar.engine.evaluate;

import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.engine.log.CommandFields;
import io.bursar.engine.log.Fingerprint;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.KeyCodec;
import io.bursar.engine.log.Micros;
import io.bursar.engine.log.SipHash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command with all that can be computed on the caller's own thread, before it waits for the writer. */
public final class Prepared {
    private static final byte[] NO_KEY = {};

    final Command command;
    final byte[] key;
    final long keyHash;
    final long bodyHash;
    final Outcome.@Nullable Malformed defect;
    final @Nullable String detail;

    private Prepared(Command command) {
        this.command = command;
        Key given = command.terms().key();
        this.key = given != null && Key.isWellFormed(given.text()) ? KeyCodec.encode(given) : NO_KEY;
        this.defect = given != null && !isKeyed() ? StaticChecks.badKey() : StaticChecks.defect(command);
        this.keyHash = isKeyed() ? SipHash.hash(key) : 0;
        this.bodyHash = isKeyed() ? Fingerprint.of(command) : 0;
        this.detail = defect == null && saysMore(command) ? text(staticDetail(command)) : null;
    }

    /** Whether a detail may be needed at all; most commands have none. */
    private static boolean saysMore(Command command) {
        Terms terms = command.terms();
        boolean plainTransaction = command instanceof Command.Transact transact
                && transact.legs().size() == 1
                && transact.legs().getFirst().extent() == Leg.Extent.EXACT;
        return !plainTransaction
                || terms.reference() != null
                || terms.riders() != null
                || !terms.metadata().isEmpty()
                || terms.right() == Terms.Right.FACT;
    }

    private static @Nullable String text(Map<String, Object> fields) {
        return fields.isEmpty() ? null : Json.write(fields);
    }

    public static Prepared of(Command command) {
        return new Prepared(command);
    }

    public Command command() {
        return command;
    }

    public boolean isKeyed() {
        return key.length != 0;
    }

    public byte[] key() {
        return key;
    }

    public long keyHash() {
        return keyHash;
    }

    public long bodyHash() {
        return bodyHash;
    }

    boolean isFact() {
        return command.terms().right() == Terms.Right.FACT;
    }

    /** About how many rows it may leave. */
    public int weight() {
        return switch (command) {
            case Command.Transact transact -> Math.max(1, transact.legs().size());
            case Command.Hold hold -> Math.max(1, hold.legs().size());
            default -> 1;
        };
    }

    /** What a detail says that does not depend on evaluation, in a map that may be added to. */
    static Map<String, Object> staticDetail(Command command) {
        Terms terms = command.terms();
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (command) {
            case Command.Transact transact -> asked(fields, transact.legs());
            case Command.Hold hold -> {
                asked(fields, hold.legs());
                if (hold.expiresAt() != null) {
                    fields.put("expires", Micros.of(hold.expiresAt()));
                }
            }
            case Command.Capture capture -> part(fields, capture.part());
            case Command.Reverse reverse -> part(fields, reverse.part());
            default -> {}
        }
        if (terms.reference() != null) {
            fields.put("ref", terms.reference());
        }
        if (!terms.metadata().isEmpty()) {
            fields.put("meta", terms.metadata());
        }
        if (terms.right() == Terms.Right.FACT) {
            fields.put("fact", true);
        }
        if (terms.riders() != null) {
            fields.put("subject", terms.riders().subject());
            fields.put("version", terms.riders().version());
        }
        return fields;
    }

    private static void part(Map<String, Object> fields, Command.Part part) {
        Map<String, String> asked = new LinkedHashMap<>();
        CommandFields.part(asked, part);
        fields.put("asked", asked);
    }

    private static void asked(Map<String, Object> fields, List<Leg> legs) {
        for (int i = 0; i < legs.size(); i++) {
            if (legs.get(i).extent() == Leg.Extent.UP_TO) {
                fields.put("asked", CommandFields.ofLegs(legs));
                return;
            }
        }
    }
}
