package io.bursar.console;

import io.bursar.api.Door;
import io.bursar.api.WebSettings;
import io.bursar.console.Sessions.Presence;
import io.bursar.console.pages.Assets;
import io.bursar.console.pages.Page;
import io.bursar.console.pages.Pages;
import io.bursar.console.pages.Visit;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The console's door: everything behind it asks for a session but the sign-in page and the files that pages load.
 * A form is taken only from a page of this console and of this session.
 */
@Component
final class ConsoleDoor implements Door {
    private static final String ASSETS = "assets";
    private static final String SIGN_IN = "sign-in";
    private static final String SIGN_OUT = "/sign-out";
    private static final String FORM_TOKEN = "form";
    private static final String SEE_OTHER = "Location";

    /** Nothing from elsewhere is loaded, nothing inline is run, nobody may frame a page. */
    private static final String CONTENT_SECURITY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
            + " frame-ancestors 'none'";

    private final Sessions sessions;
    private final Pages pages;
    private final Assets assets;
    private final String ownOrigin;
    private final SessionCookie cookie;

    ConsoleDoor(Sessions sessions, Pages pages, Assets assets, WebSettings settings) {
        this.sessions = sessions;
        this.pages = pages;
        this.assets = assets;
        this.ownOrigin = settings.publicUrl().toString();
        this.cookie = SessionCookie.at(settings.publicUrl());
    }

    @Override
    public Set<String> segments() {
        Set<String> own = Set.of(ASSETS, SIGN_IN, SIGN_OUT.substring(1));
        return Set.copyOf(Stream.concat(own.stream(), pages.segments().stream()).toList());
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        secure(response);
        String path = request.getRequestURI();
        if (path.startsWith("/" + ASSETS + "/")) {
            assets.send(path.substring(ASSETS.length() + 2), request, response);
            return;
        }
        if (!isReadable(request)) {
            send(pages.unreadable(), response);
            return;
        }
        Page page =
                switch (request.getMethod()) {
                    case "GET", "HEAD" -> look(request);
                    case "POST" -> isOurForm(request) ? act(request, response) : pages.foreignForm();
                    default -> pages.methodUnknown();
                };
        send(page, response);
    }

    @Override
    public void apologise(HttpServletRequest request, HttpServletResponse response) throws IOException {
        secure(response);
        send(pages.apology(), response);
    }

    /** Whether the server can make anything of what stands after the question mark, or in the form. */
    private static boolean isReadable(HttpServletRequest request) {
        try {
            request.getParameterMap();
            return true;
        } catch (IllegalStateException notText) {
            return false;
        }
    }

    private Page look(HttpServletRequest request) {
        if (request.getRequestURI().equals(SignInLinks.PATH)) {
            String token = request.getParameter(SignInLinks.TOKEN);
            return Token.parse(token == null ? "" : token)
                    .map(link -> pages.signIn(link.reveal()))
                    .orElseGet(() -> pages.askForLink(Pages.Reason.NOT_SIGNED_IN));
        }
        boolean isBackground = request.getHeader("HX-Request") != null;
        Presence presence = isBackground ? Presence.NOBODY : Presence.SOMEBODY;
        Optional<Token> session = cookie.in(request);
        if (session.isEmpty() || !sessions.isInForce(session.get(), presence)) {
            return isBackground
                    ? Page.nothing(401).with("HX-Refresh", "true")
                    : pages.askForLink(session.isEmpty() ? Pages.Reason.NOT_SIGNED_IN : Pages.Reason.SESSION_OVER);
        }
        return pages.show(visit(request, session.get()));
    }

    private static Visit visit(HttpServletRequest request, Token session) {
        return Visit.to(
                request.getRequestURI(), query(request), new Visit.Session(session.formToken(), session.name()));
    }

    private static Map<String, String> query(HttpServletRequest request) {
        Map<String, String> query = new HashMap<>();
        request.getParameterMap().forEach((name, values) -> query.put(name, values[0]));
        return query;
    }

    private Page act(HttpServletRequest request, HttpServletResponse response) {
        String path = request.getRequestURI();
        if (path.equals(SignInLinks.PATH)) {
            return signIn(request, response);
        }
        Optional<Token> session = cookie.in(request).filter(token -> sessions.isInForce(token, Presence.SOMEBODY));
        if (session.isEmpty()) {
            return pages.askForLink(Pages.Reason.SESSION_OVER);
        }
        String sent = request.getParameter(FORM_TOKEN);
        if (sent == null || !session.get().fits(sent)) {
            return pages.foreignForm();
        }
        if (path.equals(SIGN_OUT)) {
            sessions.end(session.get());
            response.addCookie(cookie.gone());
            return Page.nothing(303).with(SEE_OTHER, SignInLinks.PATH);
        }
        return pages.act(visit(request, session.get()));
    }

    private Page signIn(HttpServletRequest request, HttpServletResponse response) {
        String sent = request.getParameter(SignInLinks.TOKEN);
        String browser = request.getHeader("User-Agent");
        Optional<Token> session = Token.parse(sent == null ? "" : sent)
                .flatMap(link -> sessions.begin(link, browser == null ? "" : browser));
        if (session.isEmpty()) {
            return pages.askForLink(Pages.Reason.LINK_SPENT);
        }
        cookie.in(request).ifPresent(sessions::end);
        response.addCookie(cookie.of(session.get()));
        return Page.nothing(303).with(SEE_OTHER, "/");
    }

    /** Browsers say where a form comes from; what says nothing is no browser of ours. */
    private boolean isOurForm(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        boolean sameSite = site == null || site.equals("same-origin");
        boolean sameOrigin = origin == null || origin.equals(ownOrigin) || isHost(origin, request.getHeader("Host"));
        return sameSite && sameOrigin && (site != null || origin != null);
    }

    private static boolean isHost(String origin, @Nullable String host) {
        return host != null && (origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    private static void secure(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
        response.setHeader("Cache-Control", "no-store");
    }

    private static void send(Page page, HttpServletResponse response) throws IOException {
        response.setStatus(page.status());
        page.headers().forEach(response::setHeader);
        if (page.contentType().isEmpty()) {
            response.setContentLength(0);
        } else {
            response.setContentType(page.contentType());
        }
        page.body().write(response.getOutputStream());
    }

    /** How a session's cookie looks at an address. Two deployments on one host keep their cookies apart by port. */
    record SessionCookie(String name, boolean isSecure) {
        static SessionCookie at(java.net.URI publicUrl) {
            boolean isSecure = "https".equals(publicUrl.getScheme());
            return new SessionCookie(
                    isSecure ? "__Host-bursar_console" : "bursar_console_" + publicUrl.getPort(), isSecure);
        }

        Optional<Token> in(HttpServletRequest request) {
            Cookie[] sent = request.getCookies();
            return sent == null
                    ? Optional.empty()
                    : Arrays.stream(sent)
                            .filter(each -> each.getName().equals(name))
                            .findFirst()
                            .flatMap(each -> Token.parse(each.getValue()));
        }

        Cookie of(Token session) {
            Cookie made = new Cookie(name, session.reveal());
            made.setHttpOnly(true);
            made.setSecure(isSecure);
            made.setPath("/");
            made.setAttribute("SameSite", "Strict");
            return made;
        }

        Cookie gone() {
            Cookie made = of(Token.random(new java.security.SecureRandom()));
            made.setValue("");
            made.setMaxAge(0);
            return made;
        }
    }
}
