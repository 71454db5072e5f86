package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Leg;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/** Random commands, so weighted that every outcome occurs often. One for each thread; the same seed, the same dice. */
final class CommandGenerator {
    /** Shares that often sum to exactly the whole. */
    private static final int[] WHOLES = {250_000, 500_000, 1_000_000, 333_333, 333_334};

    private final SplittableRandom random;
    private final World world;
    private final TermsGenerator terms;
    private final WrongCommands wrong;
    private final TreeMap<Integer, Function<Instant, Command>> makers = new TreeMap<>();
    private int weights;

    CommandGenerator(long seed, World world) {
        this.random = new SplittableRandom(seed);
        this.world = world;
        this.terms = new TermsGenerator(random, world);
        this.wrong = new WrongCommands(random);
        add(230, now -> topUp());
        add(250, now -> transfer());
        add(60, now -> several());
        add(50, now -> upTo());
        add(60, now -> capped());
        add(15, now -> coins());
        add(12, now -> extreme());
        add(15, now -> late());
        add(110, this::hold);
        add(75, now -> capture());
        add(20, now -> release());
        add(45, now -> reverse());
        add(8, now -> unknownTarget());
        add(8, now -> unknownAccount());
        add(8, now -> wrongCurrency());
        add(24, now -> status());
        add(16, now -> limits());
        add(4, now -> metadata());
        add(6, this::period);
        add(8, this::noPeriod);
        add(30, wrong::any);
    }

    private void add(int weight, Function<Instant, Command> maker) {
        weights += weight;
        makers.put(weights, maker);
    }

    Submission next(Instant now) {
        Lane lane = random.nextInt(4) == 0 ? Lane.BULK : Lane.INTERACTIVE;
        int dice = random.nextInt(100);
        if (dice < 60) {
            return new Submission(Submission.Form.SINGLE, lane, List.of(command(now)));
        }
        boolean atomic = dice < 75;
        int count = atomic ? 1 + random.nextInt(6) : 1 + random.nextInt(60);
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i > 0 && random.nextInt(25) == 0) {
                Command earlier = commands.get(random.nextInt(i));
                commands.add(random.nextInt(4) == 0 ? terms.altered(earlier) : terms.again(earlier));
                continue;
            }
            commands.add(atomic && random.nextInt(100) < 85 ? ordinary(now) : command(now));
        }
        return new Submission(atomic ? Submission.Form.ALL_OR_NOTHING : Submission.Form.INDIVIDUAL, lane, commands);
    }

    /** Any command. */
    Command command(Instant now) {
        int dice = random.nextInt(1_000);
        Command known = dice < 50 ? world.keyed.any(random) : null;
        if (known != null) {
            return dice < 40 ? terms.again(known) : terms.altered(known);
        }
        if (random.nextInt(20_000) == 0) {
            return new Command.DefineChart(Cast.chart(random.nextInt(3) > 0), Terms.NONE);
        }
        if (random.nextInt(20_000) == 0) {
            return thousandLegs();
        }
        return terms.dress(
                makers.higherEntry(random.nextInt(weights)).getValue().apply(now), now);
    }

    /** A command that will probably be applied. */
    private Command ordinary(Instant now) {
        return terms.dress(random.nextBoolean() ? topUp() : transfer(), now);
    }

    /**
     * A hold and what becomes of it, all in one batch: the later commands guess the ids of the earlier ones from where
     * the log ends.
     */
    Submission chain(long next, Instant now) {
        boolean atomic = random.nextInt(3) > 0;
        AccountRef wallet = Cast.inr("users/" + (Cast.VICTIMS + random.nextInt(20)) + "/wallet");
        List<Command> commands = new ArrayList<>();
        Leg leg = exact(wallet, Cast.inr("shops/1"), 90);
        Instant expiresAt = random.nextBoolean() ? null : now.plus(Duration.ofMillis(20));
        commands.add(new Command.Hold(List.of(leg), expiresAt, Terms.NONE));
        long end = next + 1;
        while (commands.size() < 7 && random.nextInt(8) > 0) {
            long before = next + random.nextLong(end - next);
            Command.Part some = new Command.Part.Amounts(List.of(1L + random.nextInt(40)));
            Command.Part part = random.nextInt(3) == 0 ? new Command.Part.All() : some;
            switch (random.nextInt(5)) {
                case 0 -> commands.add(new Command.Reverse(before, part, Terms.NONE));
                case 1 -> commands.add(new Command.Release(next, Terms.NONE));
                default -> {
                    boolean share = random.nextInt(3) == 0;
                    Command.Part taken = share ? new Command.Part.Share(1 + random.nextInt(500_000)) : part;
                    commands.add(new Command.Capture(next, taken, Command.Completion.KEEP_REST, Terms.NONE));
                    end++;
                }
            }
            end++;
        }
        if (random.nextInt(3) == 0) {
            commands.add(unknownTarget());
        }
        Submission.Form form = atomic ? Submission.Form.ALL_OR_NOTHING : Submission.Form.INDIVIDUAL;
        return new Submission(form, Lane.INTERACTIVE, commands);
    }

    /** A command whose riders the database cannot take, alone or among others that it takes down with it. */
    Submission poisoned(Instant now) {
        Command command = random.nextBoolean() ? topUp() : transfer();
        Riders poison = BusinessTable.poison(random.nextInt(1_000_000));
        List<Command> commands = new ArrayList<>();
        commands.add(Commands.with(command, Terms.NONE.withRiders(poison)));
        Submission.Form[] forms = Submission.Form.values();
        Submission.Form form = forms[random.nextInt(forms.length)];
        while (form != Submission.Form.SINGLE && commands.size() < 4) {
            commands.add(random.nextInt(commands.size() + 1), ordinary(now));
        }
        return new Submission(form, Lane.INTERACTIVE, commands);
    }

    /** One of many holds that end together, so that more are due than a batch releases at its head. */
    Command holdUntil(Instant expiresAt) {
        return new Command.Hold(List.of(exact(Cast.wallet(random), Cast.shop(random), 1)), expiresAt, Terms.NONE);
    }

    // Money.

    private long small() {
        return random.nextInt(10) == 0 ? 1 + random.nextInt(3_000) : 1 + random.nextInt(300);
    }

    private static Leg exact(AccountRef debit, AccountRef credit, long amount) {
        return new Leg(debit.path(), credit.path(), amount, debit.currency(), Leg.Extent.EXACT, null);
    }

    private static Command transact(List<Leg> legs) {
        return new Command.Transact(legs, Terms.NONE);
    }

    private Command topUp() {
        return transact(List.of(exact(Cast.bank(random), Cast.wallet(random), small())));
    }

    private Leg transferLeg() {
        AccountRef from = Cast.wallet(random);
        AccountRef to = random.nextInt(3) == 0 ? Cast.wallet(random) : Cast.elsewhere(random);
        if (to.equals(from)) {
            to = Cast.shop(random);
        }
        return random.nextInt(6) == 0 ? exact(Cast.elsewhere(random), from, small()) : exact(from, to, small());
    }

    private Command transfer() {
        return transact(List.of(transferLeg()));
    }

    private List<Leg> legs(int most) {
        List<Leg> legs = new ArrayList<>();
        int count = 2 + random.nextInt(most - 1);
        for (int i = 0; i < count; i++) {
            legs.add(random.nextInt(4) == 0 ? exact(Cast.bank(random), Cast.wallet(random), small()) : transferLeg());
        }
        return legs;
    }

    private Command several() {
        return transact(legs(5));
    }

    private Command thousandLegs() {
        List<Leg> legs = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            legs.add(exact(Cast.bank(random), Cast.shop(random), 1 + random.nextInt(9)));
        }
        return transact(legs);
    }

    private Leg upToLeg() {
        AccountRef from = random.nextInt(3) == 0 ? Cast.limited(random) : Cast.wallet(random);
        if (random.nextInt(6) == 0) {
            from = Cast.inr("cash/" + random.nextInt(6));
        }
        Leg leg = new Leg(from.path(), Cast.shop(random).path(), small() * 3, from.currency(), Leg.Extent.UP_TO, null);
        return random.nextBoolean() ? leg.restFrom(Cast.bank(random).path()) : leg;
    }

    private Command upTo() {
        List<Leg> legs = new ArrayList<>();
        legs.add(upToLeg());
        while (random.nextInt(3) == 0) {
            legs.add(random.nextBoolean() ? upToLeg() : transferLeg());
        }
        return transact(legs);
    }

    private Command capped() {
        AccountRef cap = Cast.cap(random);
        return transact(List.of(
                random.nextInt(4) == 0
                        ? exact(cap, Cast.shop(random), small() * 2)
                        : exact(Cast.bank(random), cap, small())));
    }

    private Command coins() {
        AccountRef user = AccountRef.of("coins/" + random.nextInt(10), "coin");
        AccountRef mint = AccountRef.of("mint", "coin");
        boolean out = random.nextInt(3) == 0;
        return transact(List.of(out ? exact(mint, user, small()) : exact(user, mint, small())));
    }

    /** Amounts that bring balances, or what is held, to the end of the range. */
    private Command extreme() {
        AccountRef from = Cast.big(random);
        AccountRef to = Cast.big(random);
        List<Leg> legs = new ArrayList<>();
        int count = 1 + random.nextInt(9);
        for (int i = 0; i < count; i++) {
            legs.add(exact(from, to, Leg.AMOUNT_MAX - random.nextInt(3)));
        }
        if (random.nextInt(4) == 0) {
            return new Command.Hold(legs, null, Terms.NONE);
        }
        return transact(legs);
    }

    private Command late() {
        int newest = random.nextInt(4) == 0 ? world.lateAccounts.incrementAndGet() : world.lateAccounts.get();
        AccountRef account = Cast.inr("late/" + random.nextInt(newest + 2));
        return transact(List.of(exact(Cast.bank(random), account, small())));
    }

    // Holds and what follows.

    private Command hold(Instant now) {
        List<Leg> legs = random.nextInt(3) == 0 ? legs(4) : List.of(transferLeg());
        if (random.nextInt(6) == 0) {
            legs = List.of(upToLeg(), transferLeg());
        }
        long micros =
                20_000L + 1_000 * world.lagMillis() + random.nextInt(random.nextInt(8) == 0 ? 4_000_000 : 300_000);
        boolean never = random.nextInt(20) == 0;
        return new Command.Hold(legs, never ? null : now.plus(Duration.ofNanos(micros * 1_000)), Terms.NONE);
    }

    private Command capture() {
        World.Target hold = world.holds.any(random);
        if (hold == null) {
            return topUp();
        }
        Command.Completion completion =
                random.nextInt(3) == 0 ? Command.Completion.RELEASE_REST : Command.Completion.KEEP_REST;
        int dice = random.nextInt(10);
        Command.Part part = new Command.Part.All();
        if (dice < 4) {
            part = new Command.Part.Share(
                    random.nextBoolean() ? WHOLES[random.nextInt(WHOLES.length)] : 1 + random.nextInt(500_000));
        } else if (dice < 8) {
            part = amounts(hold.amounts(), 3);
        }
        return new Command.Capture(hold.id(), part, completion, Terms.NONE);
    }

    /** Amounts of which the first is often and the later ones are sometimes too much. */
    private Command.Part amounts(List<Long> whole, int divisor) {
        List<Long> amounts = new ArrayList<>();
        for (long amount : whole) {
            if (amounts.isEmpty() || random.nextInt(3) > 0) {
                amounts.add(1 + random.nextLong(Math.max(1, amount / divisor + random.nextInt(3))));
            }
        }
        if (random.nextInt(25) == 0) {
            amounts.add(1L + random.nextInt(5));
        }
        if (random.nextInt(20) == 0 && !amounts.isEmpty()) {
            amounts.set(0, whole.getFirst() + 1);
        }
        if (random.nextInt(15) == 0 && amounts.size() > 1) {
            amounts.set(0, 0L);
        }
        return new Command.Part.Amounts(amounts);
    }

    private Command release() {
        World.Target hold = world.holds.any(random);
        return hold == null ? topUp() : new Command.Release(hold.id(), Terms.NONE);
    }

    private Command reverse() {
        World.Target target = world.transactions.any(random);
        if (target == null) {
            return topUp();
        }
        boolean all = random.nextInt(3) == 0;
        Command.Part part = all ? new Command.Part.All() : amounts(target.amounts(), 2);
        return new Command.Reverse(target.id(), part, Terms.NONE);
    }

    private Command unknownTarget() {
        World.Target hold = world.holds.any(random);
        World.Target transaction = world.transactions.any(random);
        long some = hold == null || random.nextInt(4) == 0 ? random.nextLong() : hold.id() + 1 + random.nextInt(3);
        Command.Part all = new Command.Part.All();
        return switch (random.nextInt(6)) {
            case 0 -> new Command.Release(some, Terms.NONE);
            case 1 -> new Command.Capture(some, all, Command.Completion.KEEP_REST, Terms.NONE);
            case 2 -> new Command.Reverse(some, all, Terms.NONE);
            case 3 -> new Command.Release(transaction == null ? 5 : transaction.id(), Terms.NONE);
            case 4 -> new Command.Reverse(hold == null ? -1 : hold.id(), all, Terms.NONE);
            default -> new Command.Release(some + (1L << 44), Terms.NONE);
        };
    }

    // Accounts.

    private Command unknownAccount() {
        AccountRef nobody = Cast.inr("nobody/" + random.nextInt(1_000));
        return switch (random.nextInt(4)) {
            case 0 -> transact(List.of(transferLeg(), exact(nobody, Cast.shop(random), small())));
            case 1 -> transact(List.of(exact(Cast.bank(random), nobody, small())));
            case 2 -> new Command.SetMetadata(nobody, Map.of(), Terms.NONE);
            default -> transact(List.of(upToLeg().restFrom(nobody.path())));
        };
    }

    private Command wrongCurrency() {
        AccountRef dollarShop = AccountRef.of("shops/" + random.nextInt(30), "usd");
        AccountRef coinBank = AccountRef.of("bank/" + random.nextInt(3), "coin");
        return switch (random.nextInt(3)) {
            case 0 -> transact(List.of(exact(AccountRef.of("bank/0", "usd"), dollarShop, small())));
            case 1 -> transact(List.of(exact(coinBank, AccountRef.of("coins/1", "coin"), small())));
            default -> new Command.SetStatus(dollarShop, AccountStatus.OPEN, Terms.NONE);
        };
    }

    private Command status() {
        int dice = random.nextInt(10);
        if (dice < 3) {
            return new Command.SetStatus(Cast.wallet(random), AccountStatus.CLOSED, Terms.NONE);
        }
        AccountStatus[] all = AccountStatus.values();
        AccountStatus status = dice < 6 ? AccountStatus.OPEN : all[random.nextInt(all.length)];
        Terms right = random.nextBoolean() ? Terms.NONE.asFact() : Terms.NONE;
        return new Command.SetStatus(Cast.victim(random), status, right);
    }

    private Command limits() {
        AccountRef account = Cast.limited(random);
        if (random.nextInt(3) > 0) {
            return transact(List.of(exact(Cast.bank(random), account, small())));
        }
        long floor = random.nextInt(800) - 400L;
        Long ceiling = random.nextBoolean() ? null : floor + 1_000 + random.nextInt(5_000);
        return new Command.SetLimits(account, random.nextInt(5) == 0 ? null : floor, ceiling, Terms.NONE);
    }

    private Command metadata() {
        return new Command.SetMetadata(Cast.wallet(random), terms.metadata(), Terms.NONE);
    }

    /** Moves that are often possible: a close that is later, a reopening that is earlier. */
    private Command period(Instant now) {
        boolean open = random.nextInt(4) == 0;
        Instant before = now.minus(Duration.ofSeconds(1 + random.nextInt(3_600)));
        boolean close = !open && random.nextInt(3) > 0;
        return close
                ? new Command.ClosePeriod(before, Terms.NONE)
                : new Command.ReopenPeriod(open ? null : before.minus(Duration.ofHours(1)), Terms.NONE);
    }

    /** Moves that are often none: a close that is earlier, a reopening that is later. */
    private Command noPeriod(Instant now) {
        return random.nextBoolean()
                ? new Command.ClosePeriod(Instant.EPOCH.plusSeconds(random.nextInt(9)), Terms.NONE)
                : new Command.ReopenPeriod(now.minusMillis(random.nextInt(9)), Terms.NONE);
    }
}
