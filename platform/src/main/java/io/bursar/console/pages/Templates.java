package io.bursar.console.pages;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** The templates of {@code src/main/jte}, which the build made into classes of this package. */
final class Templates {
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Templates.class.getClassLoader(), Templates.class.getPackageName());

    /** @param model what the template takes as {@code model} */
    String render(String template, Frame frame, Object model) {
        StringOutput out = new StringOutput(8_192);
        engine.render(template + ".jte", Map.of("frame", frame, "model", model), out);
        return out.toString();
    }
}
