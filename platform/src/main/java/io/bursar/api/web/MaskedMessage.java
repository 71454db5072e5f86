package io.bursar.api.web;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.bursar.api.Masks;
import org.slf4j.event.KeyValuePair;

/** The message of a log line and its fields, card numbers and keys replaced. Named in {@code logback.xml}. */
public final class MaskedMessage extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
        String message = super.convert(event);
        if (event.getKeyValuePairs() == null) {
            return Masks.mask(message);
        }
        StringBuilder line = new StringBuilder(message);
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            line.append(' ').append(pair.key).append('=').append(pair.value);
        }
        return Masks.mask(line.toString());
    }
}
