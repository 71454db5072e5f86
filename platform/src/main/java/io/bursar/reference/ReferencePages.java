package io.bursar.reference;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.bursar.api.WebSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The pages: made once, when the first reader comes, for they are the same for everybody. */
@Component
final class ReferencePages {
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, ReferencePages.class.getClassLoader(), ReferencePages.class.getPackageName());
    private final OpenApi openApi;
    private final WebSettings settings;

    ReferencePages(OpenApi openApi, WebSettings settings) {
        this.openApi = openApi;
        this.settings = settings;
    }

    /** HTML by path. */
    Map<String, String> all(String stylesheet) {
        List<Chapter> chapters = Chapter.read(openApi.root());
        List<ErrorEntry> errors = ErrorEntry.readAll(settings.errorPages());
        Map<String, String> pages = new LinkedHashMap<>();
        Frame start = new Frame(
                "API reference", Frame.START, chapters, settings.publicUrl().toString(), stylesheet);
        pages.put(start.path(), render("start", start, Prose.paragraphs(description())));
        for (Chapter chapter : chapters) {
            Frame frame = new Frame(chapter.title(), chapter.href(), chapters, start.address(), stylesheet);
            pages.put(frame.path(), render("chapter", frame, chapter));
        }
        Frame list = new Frame("Errors", Frame.ERRORS, chapters, start.address(), stylesheet);
        pages.put(list.path(), render("errors", list, errors));
        for (ErrorEntry error : errors) {
            Frame frame = new Frame(error.code().text(), error.href(), chapters, start.address(), stylesheet);
            pages.put(frame.path(), render("error", frame, error));
        }
        return pages;
    }

    private String description() {
        return openApi.root().at("info").at("description").text();
    }

    private String render(String template, Frame frame, Object model) {
        StringOutput out = new StringOutput(16_384);
        engine.render(template + ".jte", Map.of("frame", frame, "model", model), out);
        return out.toString();
    }
}
