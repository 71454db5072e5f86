package io.bursar.api.web;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.bursar.api.CardNumbers;

/** The message of a log line, card numbers replaced. Named in {@code logback.xml}. */
public final class MaskedMessage extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return CardNumbers.mask(super.convert(event));
    }
}
