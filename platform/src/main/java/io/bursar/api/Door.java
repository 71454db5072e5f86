package io.bursar.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * A part of the address space that is not the API and knows its people in another way than by API key. What lies behind
 * it is served by it alone: no route of the API can be reached through a door, and no page through the API.
 */
public interface Door {
    /** First segments of the paths behind it, letter for letter; an empty one is {@code /} itself. */
    Set<String> segments();

    /** Answers a request, whoever sent it. Its path is plain: see {@link #isPlain}. */
    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException;

    /** Answers a request whose serving failed by a defect; nothing has been sent yet. */
    void apologise(HttpServletRequest request, HttpServletResponse response) throws IOException;

    /**
     * Whether a path, as it was sent, can be read in one way only: segments of {@code A-Z a-z 0-9 . _ -} that do not
     * begin with a dot, joined by single slashes. Doors open for no other.
     */
    static boolean isPlain(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return false;
        }
        for (int i = 1; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean begins = path.charAt(i - 1) == '/';
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            boolean isFine = letter || c == '_' || c == '-' || (!begins && (c == '.' || c == '/'));
            if (!isFine) {
                return false;
            }
        }
        return path.length() == 1 || !path.endsWith("/");
    }
}
