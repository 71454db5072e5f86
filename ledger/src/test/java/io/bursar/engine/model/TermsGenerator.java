package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/** Keys, times, references, metadata, rights and riders for random commands. */
final class TermsGenerator {
    private static final String[] TEXTS = {"plain", "with \"quotes\" and \\", "₹ हिन्दी", "😀", "", "a/b=c&d", "{}[]:,"
    };

    private final SplittableRandom random;
    private final World world;

    TermsGenerator(SplittableRandom random, World world) {
        this.random = random;
        this.world = world;
    }

    /** The same command with random terms where it has none. */
    Command dress(Command command, Instant now) {
        Terms terms = command.terms();
        if (terms.key() == null) {
            terms = withKey(terms);
        }
        boolean money =
                switch (command) {
                    case Command.Transact c -> true;
                    case Command.Hold c -> true;
                    case Command.Capture c -> true;
                    case Command.Reverse c -> true;
                    default -> false;
                };
        if (terms.effectiveAt() == null && (money ? random.nextInt(20) == 0 : random.nextInt(400) == 0)) {
            terms = terms.withEffectiveAt(effective(now));
        }
        if (terms.reference() == null && random.nextInt(12) == 0) {
            terms = terms.withReference(TEXTS[random.nextInt(TEXTS.length)] + random.nextInt(100));
        }
        if (terms.metadata().isEmpty() && random.nextInt(12) == 0) {
            terms = terms.withMetadata(metadata());
        }
        if (random.nextInt(50) == 0 && !(command instanceof Command.SetStatus)) {
            terms = terms.asFact();
        }
        if (money && random.nextInt(16) == 0) {
            terms = terms.withRiders(riders(command));
        }
        return Commands.with(command, terms);
    }

    private Terms withKey(Terms terms) {
        int dice = random.nextInt(100);
        if (dice < 45) {
            int caller = random.nextInt(10) == 0 ? random.nextInt(Integer.MAX_VALUE) : random.nextInt(300);
            return terms.withKey(Key.external(caller, text()));
        }
        return dice < 60 ? terms.withKey(Key.derived(text())) : terms;
    }

    private String text() {
        UUID uuid = new UUID(random.nextLong(), random.nextLong());
        return switch (random.nextInt(10)) {
            case 0 -> TEXTS[random.nextInt(TEXTS.length)] + uuid;
            case 1 -> uuid.toString().toUpperCase(java.util.Locale.ROOT);
            case 2 -> uuid.toString().replace("-", "");
            case 3 -> Long.toString(random.nextLong(), 36);
            case 4 -> "order-" + random.nextInt(1_000_000) + "-" + random.nextInt(1_000_000);
            default -> uuid.toString();
        };
    }

    private Instant effective(Instant now) {
        long seconds =
                switch (random.nextInt(10)) {
                    case 0 -> -random.nextLong(now.getEpochSecond());
                    case 1 -> random.nextInt(80_000);
                    default -> -random.nextInt(5_400);
                };
        return now.plus(Duration.ofSeconds(seconds))
                .plusNanos(1_000L * random.nextInt(1_000))
                .truncatedTo(ChronoUnit.MICROS);
    }

    Map<String, String> metadata() {
        Map<String, String> metadata = new TreeMap<>();
        int count = random.nextInt(50) == 0 ? 50 : 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            metadata.put("key" + i + TEXTS[random.nextInt(3)], TEXTS[random.nextInt(TEXTS.length)]);
        }
        return metadata;
    }

    private Riders riders(Command command) {
        String subject = "payment " + random.nextInt(World.SUBJECTS);
        long stale = random.nextInt(10) == 0 ? 1 : 0;
        long version = world.version(subject) - stale;
        return BusinessTable.riders(subject, version, account(command));
    }

    private static AccountRef account(Command command) {
        return switch (command) {
            case Command.Transact c when !c.legs().isEmpty() -> of(c.legs().getFirst());
            case Command.Hold c when !c.legs().isEmpty() -> of(c.legs().getFirst());
            default -> Cast.inr("fees");
        };
    }

    private static AccountRef of(io.bursar.engine.Leg leg) {
        return new AccountRef(leg.credit(), leg.currency());
    }

    /** The same command once more, riders and all. */
    Command again(Command known) {
        return Commands.with(known, known.terms().withReference(known.terms().reference()));
    }

    /** Another command under the same key. */
    Command altered(Command known) {
        Terms terms = known.terms();
        switch (random.nextInt(4)) {
            case 0 -> {
                return Commands.with(known, terms.withReference("altered " + random.nextInt(1_000_000)));
            }
            case 1 -> {
                Map<String, String> metadata = new TreeMap<>(terms.metadata());
                metadata.put("altered", "");
                return Commands.with(known, terms.withMetadata(metadata));
            }
            case 2 -> {
                return new Command.Release(1 + random.nextInt(1_000), terms);
            }
            default -> {
                return alteredAmount(known);
            }
        }
    }

    private static Command alteredAmount(Command known) {
        if (known instanceof Command.Transact(List<io.bursar.engine.Leg> legs, Terms terms) && !legs.isEmpty()) {
            List<io.bursar.engine.Leg> changed = new ArrayList<>(legs);
            io.bursar.engine.Leg last = changed.removeLast();
            changed.add(new io.bursar.engine.Leg(
                    last.debit(), last.credit(), last.amount() + 1, last.currency(), last.extent(), last.rest()));
            return new Command.Transact(changed, terms);
        }
        return Commands.with(known, known.terms().withReference("altered"));
    }
}
