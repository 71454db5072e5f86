package io.bursar.payments.decide;

import io.bursar.money.Split;
import java.util.ArrayList;
import java.util.List;

/**
 * What an attempt's money is for: one destination's share of it.
 *
 * @param account credited
 * @param weight its share among the others'
 * @param authorised minor units; {@code captured} of them taken; {@code refunded} of those given back
 */
public record Part(String account, long weight, long authorised, long captured, long refunded) {
    public static Part of(String account, long weight) {
        return new Part(account, weight, 0, 0, 0);
    }

    /** Raises what is authorised to a total. */
    public static List<Part> authorise(List<Part> parts, long total) {
        long[] shares = Split.largestRemainder(
                total, parts.stream().mapToLong(Part::weight).toArray());
        List<Part> after = new ArrayList<>(parts.size());
        for (int i = 0; i < shares.length; i++) {
            Part part = parts.get(i);
            after.add(new Part(part.account, part.weight, shares[i], part.captured, part.refunded));
        }
        return List.copyOf(after);
    }

    /** Shares of an amount among what is authorised and not captured: exact, and no destination's above its rest. */
    public static List<Long> captureShares(List<Part> parts, long amount) {
        return shares(
                amount,
                parts.stream()
                        .mapToLong(part -> part.authorised - part.captured)
                        .toArray());
    }

    /** Shares of an amount among what is captured and not refunded. */
    public static List<Long> refundShares(List<Part> parts, long amount) {
        return shares(
                amount,
                parts.stream().mapToLong(part -> part.captured - part.refunded).toArray());
    }

    private static List<Long> shares(long amount, long[] rests) {
        List<Long> shares = new ArrayList<>(rests.length);
        for (long share : Split.largestRemainder(amount, rests)) {
            shares.add(share);
        }
        return List.copyOf(shares);
    }

    public static List<Part> capture(List<Part> parts, List<Long> shares) {
        List<Part> after = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            after.add(
                    new Part(part.account, part.weight, part.authorised, part.captured + shares.get(i), part.refunded));
        }
        return List.copyOf(after);
    }

    public static List<Part> refund(List<Part> parts, List<Long> shares, long sign) {
        List<Part> after = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            after.add(new Part(
                    part.account, part.weight, part.authorised, part.captured, part.refunded + sign * shares.get(i)));
        }
        return List.copyOf(after);
    }
}
