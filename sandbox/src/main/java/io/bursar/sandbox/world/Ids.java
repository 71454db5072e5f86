package io.bursar.sandbox.world;

/** Ids and chance that follow from a seed and from how many were asked for. */
public final class Ids {
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final long seed;
    private long asked;

    Ids(long seed) {
        this.seed = seed;
    }

    /** The prefix and that many letters and digits. */
    public String next(String prefix, int letters) {
        char[] text = new char[letters];
        long bits = 0;
        for (int i = 0; i < letters; i++) {
            if (i % 10 == 0) {
                bits = nextBits() >>> 1;
            }
            text[i] = LETTERS.charAt((int) (bits % 62));
            bits /= 62;
        }
        return prefix + new String(text);
    }

    /** That many decimal digits, none of them leading zeros. */
    public String digits(int count) {
        StringBuilder digits = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            digits.append((nextBits() >>> 33) % (i == 0 ? 9 : 10) + (i == 0 ? 1 : 0));
        }
        return digits.toString();
    }

    private long nextBits() {
        asked++;
        return mix(seed + asked * STEP);
    }

    /** A bijection whose outputs look random. */
    public static long mix(long bits) {
        long a = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
