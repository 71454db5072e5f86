package io.bursar.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class CardNumbersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "4222222222222",
                "5555555555554444",
                "2223003122003222",
                "378282246310005",
                "6011111111111117",
                "3530111333300000",
                "30569309025904",
                "6521111111111110",
                "8171999927660000",
                "4111 1111 1111 1111",
                "4111-1111-1111-1111",
                "3782 822463 10005",
                "paid with 4111111111111111, thanks",
                "card:4111111111111111",
                "_4111111111111111_",
                "users/4111111111111111/wallet",
                "12 4111111111111111"
            })
    void a_card_number_is_recognised(String text) {
        assertThat(CardNumbers.isIn(text)).isTrue();
        assertThat(CardNumbers.mask(text)).contains("[card number]").doesNotContain("1111 1111");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111112",
                "411111111111",
                "41111111111111111111",
                "1732176000000000",
                "1764028800000",
                "order4111111111111111",
                "4111111111111111a",
                "4111  1111 1111 1111",
                "4111 11111111 1111",
                "0000000000000000",
                "tx_0008000000001",
                ""
            })
    void other_numbers_are_left_alone(String text) {
        assertThat(CardNumbers.isIn(text)).isFalse();
        assertThat(CardNumbers.mask(text)).isEqualTo(text);
    }

    @Test
    void uuids_are_never_card_numbers() {
        for (int i = 0; i < 200_000; i++) {
            long high = ThreadLocalRandom.current().nextLong() & 0x7777_7777_7777_7777L;
            long low = ThreadLocalRandom.current().nextLong() & 0x7777_7777_7777_7777L;
            String digitsOnly = new UUID(high, low).toString();
            assertThat(CardNumbers.isIn(digitsOnly)).as(digitsOnly).isFalse();
        }
    }

    @Test
    void a_log_line_masks_them_in_message_and_exception() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        AsyncAppender queue =
                (AsyncAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("queue");
        Encoder<ILoggingEvent> encoder = ((ConsoleAppender<ILoggingEvent>) queue.getAppender("console")).getEncoder();
        LoggingEvent event = new LoggingEvent(
                "x",
                context.getLogger("io.bursar.test"),
                Level.WARN,
                "got {} from {}",
                new IllegalStateException("Key (card)=(5555555555554444) exists"),
                new Object[] {"4111 1111 1111 1111", "them"});
        String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
        assertThat(line)
                .contains("got [card number] from them", "(card)=([card number])")
                .doesNotContain("4111", "5555");
    }
}
