package io.bursar.api.web;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.bursar.api.Masks;

/** The exception of a log line, card numbers and keys replaced. Named in {@code logback.xml}. */
public final class MaskedThrowable extends ThrowableProxyConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Masks.mask(super.convert(event));
    }
}
