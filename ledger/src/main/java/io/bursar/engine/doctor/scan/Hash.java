package io.bursar.engine.doctor.scan;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** 64-bit hashes: FNV-1a with a final mix. Whatever they suspect is looked at again in full. */
public final class Hash {
    private Hash() {}

    public static long of(byte[] bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    public static long of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of a map of texts, whatever its order; 0 for an empty one. */
    public static long of(Map<?, ?> entries) {
        if (entries.isEmpty()) {
            return 0;
        }
        Map<String, String> sorted = new TreeMap<>();
        entries.forEach((name, value) -> sorted.put(String.valueOf(name), String.valueOf(value)));
        StringBuilder text = new StringBuilder();
        sorted.forEach(
                (name, value) -> text.append(name).append('\0').append(value).append('\0'));
        return of(text.toString());
    }
}
