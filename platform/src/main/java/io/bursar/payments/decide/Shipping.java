package io.bursar.payments.decide;

import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where something is sent to; kept and shown, never looked at. Empty texts are absent. */
public record Shipping(Map<String, String> lines, Map<String, String> address) {
    private static final List<String> LINES = List.of("carrier", "name", "phone", "tracking_number");
    private static final List<String> ADDRESS = List.of("city", "country", "line1", "line2", "postal_code", "state");

    public Shipping {
        lines = Map.copyOf(lines);
        address = Map.copyOf(address);
    }

    public static @Nullable Shipping read(Fields body) {
        Fields group = body.group("shipping");
        if (group == null) {
            return null;
        }
        Fields address = group.group("address");
        return new Shipping(texts(group, LINES), address == null ? Map.of() : texts(address, ADDRESS));
    }

    private static Map<String, String> texts(Fields fields, List<String> names) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : names) {
            String text = fields.text(name);
            if (text != null) {
                texts.put(name, text);
            }
        }
        return texts;
    }

    public static void write(JsonOut out, @Nullable Shipping shipping) {
        if (shipping == null) {
            out.text("shipping", null);
            return;
        }
        out.object("shipping", group -> {
            group.object("address", address -> ADDRESS.forEach(name -> address.text(name, shipping.address.get(name))));
            LINES.forEach(name -> group.text(name, shipping.lines.get(name)));
        });
    }
}
