package io.bursar.schedules;

import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import io.bursar.api.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A refusal as it is stored: what the ledger said then is what is told ever after. */
final class RefusalText {
    private RefusalText() {}

    static String of(Problem problem) {
        Map<String, String> texts = new TreeMap<>();
        Map<String, String> numbers = new TreeMap<>();
        problem.details()
                .forEach((name, value) -> (value instanceof Long ? numbers : texts).put(name, value.toString()));
        byte[] json = JsonOut.render(
                out -> out.text("code", problem.code().text())
                        .text("message", problem.message())
                        .text("param", problem.param())
                        .texts("texts", texts)
                        .texts("numbers", numbers),
                "",
                "");
        return new String(json, StandardCharsets.UTF_8);
    }

    static Problem parse(String json) {
        Fields fields = Fields.ofJson(json.getBytes(StandardCharsets.UTF_8));
        Map<String, Object> details = new TreeMap<>(fields.textMap("texts"));
        fields.textMap("numbers").forEach((name, digits) -> details.put(name, Long.valueOf(digits)));
        return new Problem(
                ErrorCode.valueOf(fields.requireText("code").toUpperCase(Locale.ROOT)),
                fields.requireText("message"),
                fields.text("param"),
                details);
    }
}
