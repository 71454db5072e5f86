package io.bursar.postgres;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is and how to log in.
 *
 * @param jdbcUrl without user and password, so that it may be printed
 * @param user empty when the address names none
 * @param password empty when the address names none
 */
public record PostgresAddress(String jdbcUrl, String user, String password) {
    private static final Pattern URI =
            Pattern.compile("postgres(?:ql)?://(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]+)/([^?]+)(?:\\?(.*))?");
    private static final Pattern JDBC = Pattern.compile("(jdbc:postgresql:[^?]+)(?:\\?(.*))?");

    /**
     * Reads {@code postgres://user:password@host:port/database?sslmode=require}, the same with {@code postgresql://},
     * or {@code jdbc:postgresql://host:port/database?user=…&password=…}. In the first two forms, user and password are
     * percent-encoded.
     *
     * @return empty when the text is neither
     */
    public static Optional<PostgresAddress> parse(String text) {
        Matcher uri = URI.matcher(text.strip());
        if (uri.matches()) {
            String url = "jdbc:postgresql://" + uri.group(3) + "/" + uri.group(4);
            return decode(uri.group(1))
                    .flatMap(
                            user -> decode(uri.group(2)).map(password -> withQuery(url, user, password, uri.group(5))));
        }
        Matcher jdbc = JDBC.matcher(text.strip());
        return jdbc.matches() ? Optional.of(withQuery(jdbc.group(1), "", "", jdbc.group(2))) : Optional.empty();
    }

    /** Moves user and password out of the query, so that no log ever shows them. */
    private static PostgresAddress withQuery(String url, String user, String password, @Nullable String query) {
        List<String> others = new ArrayList<>();
        String foundUser = user;
        String foundPassword = password;
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            if (parameter.startsWith("user=")) {
                foundUser = decode(parameter.substring("user=".length())).orElse("");
            } else if (parameter.startsWith("password=")) {
                foundPassword =
                        decode(parameter.substring("password=".length())).orElse("");
            } else if (!parameter.isEmpty()) {
                others.add(parameter);
            }
        }
        String jdbcUrl = others.isEmpty() ? url : url + "?" + String.join("&", others);
        return new PostgresAddress(jdbcUrl, foundUser, foundPassword);
    }

    private static Optional<String> decode(@Nullable String text) {
        try {
            // In the user part of an address a plus sign is a plus sign.
            return Optional.of(text == null ? "" : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Never prints the password. */
    @Override
    public String toString() {
        return "PostgresAddress[" + jdbcUrl + " as " + user + "]";
    }
}
