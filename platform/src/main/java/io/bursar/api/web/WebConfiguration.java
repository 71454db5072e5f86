package io.bursar.api.web;

import io.bursar.api.VersionChange;
import io.bursar.api.Versions;
import io.bursar.api.WebSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Tomcat on virtual threads and Spring MVC, wired by hand: nothing is there that is not named here. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {
    private static final int SWALLOW_MAX = 16 << 20;
    private static final long STOP_LIMIT_MS = 60_000;

    @Bean
    static RequestMappingHandlerMapping requestMappingHandlerMapping() {
        RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping();
        mapping.setInterceptors(new RightGate());
        return mapping;
    }

    @Bean
    static Versions versions(ObjectProvider<VersionChange> changes) {
        return new Versions(changes.stream().toList());
    }

    @Bean
    static RequestMappingHandlerAdapter requestMappingHandlerAdapter(
            Responses responses, Versions versions, Expansions expansions) {
        RequestMappingHandlerAdapter adapter = new RequestMappingHandlerAdapter();
        adapter.setMessageConverters(List.of(new StringHttpMessageConverter(StandardCharsets.UTF_8)));
        adapter.setCustomArgumentResolvers(List.of(new CallResolver(versions, expansions)));
        adapter.setCustomReturnValueHandlers(List.of(new AnswerHandler(responses)));
        return adapter;
    }

    @Bean
    static HandlerExceptionResolver handlerExceptionResolver(Responses responses) {
        return new ProblemResolver(responses);
    }

    @Bean
    static TomcatServletWebServerFactory webServer(WebSettings settings) throws java.net.UnknownHostException {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(settings.port());
        factory.setAddress(java.net.InetAddress.getByName(settings.address()));
        factory.setShutdown(Shutdown.GRACEFUL);
        factory.setRegisterDefaultServlet(false);
        factory.addConnectorCustomizers(connector -> {
            // Stripe's clients write brackets into query strings unescaped.
            connector.setProperty("relaxedQueryChars", "[]");
            connector.setXpoweredBy(false);
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                http.setExecutor(new VirtualThreadExecutor("http-"));
                http.setMaxKeepAliveRequests(-1);
                http.setMaxSwallowSize(SWALLOW_MAX);
                // More than we take, so that it is we who say that it is too much.
                http.setMaxHttpRequestHeaderSize(2 * HeaderSize.MAX);
                http.setAcceptCount(1_024);
                http.setTcpNoDelay(true);
            }
        });
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                // The host makes one of its own of this class, by its name, unless one is there.
                host.getPipeline().addValve(new ServerErrors(settings.errorPages()));
                host.setErrorReportValveClass(ServerErrors.class.getName());
            }
        });
        return factory;
    }

    @Bean
    static DispatcherServlet dispatcherServlet() {
        DispatcherServlet servlet = new DispatcherServlet();
        servlet.setPublishEvents(false);
        return servlet;
    }

    @Bean
    static DispatcherServletRegistrationBean dispatcherServletRegistration(DispatcherServlet servlet) {
        DispatcherServletRegistrationBean registration = new DispatcherServletRegistrationBean(servlet, "/");
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean
    static DefaultLifecycleProcessor lifecycleProcessor() {
        DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
        processor.setTimeoutPerShutdownPhase(STOP_LIMIT_MS);
        return processor;
    }
}
