package io.bursar.gateways.inbox;

import io.bursar.api.Watched;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.NewsListener;
import io.bursar.jobs.Job;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class InboxConfiguration {
    static final String JOB = "handOverWebhooks";

    /** Nodes wake themselves; so often they look for what another node left, or what was too early. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration KEPT = Duration.ofDays(90);
    private static final Duration FORGET_EVERY = Duration.ofHours(1);
    private static final int FORGET_AT_ONCE = 1_000;
    private static final int INSERT_AT_ONCE = 200;

    @Bean
    static HandOver handOver(InboxStore store, Gateways gateways, ObjectProvider<NewsListener> listeners) {
        return new HandOver(store, gateways, listeners.orderedStream().toList(), HandOver.Limits.STANDARD);
    }

    @Bean(JOB)
    static Job handOverWebhooks(HandOver handOver) {
        return new Job("webhook-inbox", LOOK, handOver::run);
    }

    @Bean
    static InboxDoor inboxDoor(Gateways gateways, InboxStore store, @Qualifier(JOB) Job job, MeterRegistry registry) {
        return new InboxDoor(
                gateways, new Together<>(INSERT_AT_ONCE, store::insert), job::wake, registry, InstantSource.system());
    }

    /** Those that are settled are kept for ninety days. */
    @Bean
    static Job forgetWebhooks(InboxStore store) {
        return new Job("webhook-retention", FORGET_EVERY, () -> forget(store));
    }

    private static void forget(InboxStore store) {
        int deleted;
        do {
            deleted = store.forget(KEPT, FORGET_AT_ONCE);
        } while (deleted == FORGET_AT_ONCE);
    }

    @Bean
    static Watched waitingWebhooks(InboxStore store) {
        return new Watched(
                "inbox.waiting", "Messages of providers that wait to be handed over", () -> store.count(State.WAITING));
    }

    @Bean
    static Watched parkedWebhooks(InboxStore store) {
        return new Watched(
                "inbox.parked",
                "Messages of providers that somebody must look at; those about the same object wait behind them",
                () -> store.count(State.PARKED));
    }

    @Bean
    static Watched oldestWebhook(InboxStore store) {
        return new Watched(
                "inbox.oldest.seconds",
                "Since the oldest message that waits came; 0: none waits",
                store::oldestSeconds);
    }
}
