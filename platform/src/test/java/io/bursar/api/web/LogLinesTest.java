package io.bursar.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogLinesTest {
    private static final String CARD = "4111111111111111";
    private static final String KEY = "sk_test_0123456789abcdefghijABCDEFGHIJ0123456789";

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

    @Test
    void a_line_is_one_json_object_with_the_event_s_fields() {
        String line = json(event(
                "request",
                List.of(
                        new KeyValuePair("status", 201),
                        new KeyValuePair("ms", 1.25),
                        new KeyValuePair("path", "/v1/\"x\"\n"))));
        assertThat(line).endsWith("}\n").hasLineCount(1);
        JsonNode read = new JsonMapper().readTree(line);
        assertThat(read.at("/message").asString()).isEqualTo("request");
        assertThat(read.at("/level").asString()).isEqualTo("INFO");
        assertThat(read.at("/status").asInt()).isEqualTo(201);
        assertThat(read.at("/ms").asDouble()).isEqualTo(1.25);
        assertThat(read.at("/path").asString()).isEqualTo("/v1/\"x\"\n");
        assertThat(read.at("/time").asString()).endsWith("Z");
    }

    @Test
    void card_numbers_and_keys_are_in_no_field_of_any_form() {
        LoggingEvent event =
                event("paid with " + CARD + " by " + KEY, List.of(new KeyValuePair("path", "/" + KEY + "/" + CARD)));
        event.setThrowableProxy(
                new ch.qos.logback.classic.spi.ThrowableProxy(new IllegalStateException(KEY + " " + CARD)));
        MaskedMessage text = new MaskedMessage();
        MaskedThrowable stack = new MaskedThrowable();
        stack.setContext(context);
        stack.start();
        for (String line : List.of(json(event), text.convert(event), stack.convert(event))) {
            assertThat(line)
                    .doesNotContain(CARD)
                    .doesNotContain(KEY.substring(8))
                    .contains("sk_test_***", "[card number]");
        }
    }

    private LoggingEvent event(String message, List<KeyValuePair> fields) {
        LoggingEvent event =
                new LoggingEvent("fqcn", context.getLogger("io.bursar.request"), Level.INFO, message, null, null);
        event.setKeyValuePairs(fields);
        return event;
    }

    private static String json(LoggingEvent event) {
        return new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
    }
}
