package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Links to the console, as an operator gets them. */
@Tag("slow")
@Timeout(180)
class ConsoleCommandTest {
    private static final String LINK = "(http://127\\.0\\.0\\.1:\\d+/sign-in\\?token=\\S+)";

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @Test
    void a_start_prints_a_link_and_the_command_another_and_a_session_survives_a_restart() throws Exception {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        String port = freePort();
        String cookie;
        try (BursarProcess up = BursarProcess.start(home, "up", "--port", port)) {
            URI first = URI.create(up.await(LINK).group(1));
            cookie = enter(first);
            try (BursarProcess console = BursarProcess.start(home, "console")) {
                URI second = URI.create(console.await(LINK).group(1));
                assertThat(console.awaitEnd()).isZero();
                assertThat(second).isNotEqualTo(first);
                enter(second);
            }
        }
        try (BursarProcess again = BursarProcess.start(home, "up", "--port", port)) {
            again.await(LINK);
            HttpResponse<String> page = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                            .header("Cookie", cookie)
                            .build(),
                    BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("Nothing is booked yet");
        }
    }

    @Test
    void without_a_console_there_is_no_link() throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (BursarProcess console = BursarProcess.start(home, "console")) {
            assertThat(console.awaitEnd()).isEqualTo(1);
            assertThat(console.said()).contains("./bursar up").doesNotContain("token=");
        }
        try (BursarProcess wrong = BursarProcess.start(home, "console", "open")) {
            assertThat(wrong.awaitEnd()).isEqualTo(2);
        }
    }

    /** Uses a link. @return the cookie of the session */
    private String enter(URI link) throws IOException, InterruptedException {
        HttpResponse<String> entered = client.send(
                HttpRequest.newBuilder(link.resolve("/sign-in"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", "http://" + link.getAuthority())
                        .POST(BodyPublishers.ofString(link.getQuery()))
                        .build(),
                BodyHandlers.ofString());
        assertThat(entered.statusCode()).isEqualTo(303);
        String set = entered.headers().firstValue("Set-Cookie").orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }
}
