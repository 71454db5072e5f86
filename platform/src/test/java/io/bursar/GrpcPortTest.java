package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.api.GrpcAddress;
import io.bursar.api.WebSettings;
import io.bursar.books.DoctorSchedule;
import io.bursar.database.StartRefused;
import io.bursar.gateways.GatewaySettings;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import io.bursar.traces.TraceSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code up --grpc-port}: the port that was asked for, or a clear word. */
class GrpcPortTest {
    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static int free() throws IOException {
        try (ServerSocket socket = listen()) {
            return socket.getLocalPort();
        }
    }

    @Test
    void one_that_is_taken_is_refused_by_name() throws IOException {
        try (ServerSocket taken = listen()) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> Up.checkGrpcPort(port, 8780))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining(String.valueOf(port))
                    .hasMessageContaining("--grpc-port N");
            assertThat(Up.run(List.of("--port", "0", "--grpc-port", String.valueOf(port))))
                    .isEqualTo(1);
        }
        assertThatThrownBy(() -> Up.checkGrpcPort(8780, 8780))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("cannot share port 8780");
        assertThatCode(() -> Up.checkGrpcPort(0, 8780)).doesNotThrowAnyException();
        assertThatCode(() -> Up.checkGrpcPort(null, 8780)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "65536", "99999999999", ""})
    void what_is_no_port_is_wrong_usage(String text) {
        assertThat(Up.run(List.of("--grpc-port", text))).isEqualTo(2);
    }

    @Test
    void it_is_served_there_and_nowhere_else() throws IOException {
        try (TestDatabase database = TestDatabases.create()) {
            int asked = free();
            WebSettings web = WebSettings.local(free()).withGrpcPort(asked);
            try (var context = Application.start(given(database, web))) {
                assertThat(context.getBean(GrpcAddress.class).port()).isEqualTo(asked);
            }
            try (ServerSocket taken = listen()) {
                WebSettings late = WebSettings.local(free()).withGrpcPort(taken.getLocalPort());
                assertThatThrownBy(() -> Application.start(given(database, late)))
                        .hasStackTraceContaining("gRPC cannot listen on port " + taken.getLocalPort());
            }
        }
    }

    private static Application.Given given(TestDatabase database, WebSettings web) {
        return new Application.Given(
                RunningBursar.settings(database),
                web,
                TraceSettings.OFF,
                DoctorSchedule.ONLY_ASKED,
                GatewaySettings.NONE);
    }
}
