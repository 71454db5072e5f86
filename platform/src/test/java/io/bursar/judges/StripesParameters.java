package io.bursar.judges;

import com.google.gson.annotations.SerializedName;
import com.stripe.net.ApiRequestParams;
import java.lang.reflect.Field;
import java.util.Set;
import java.util.TreeSet;

/** What Stripe's own client can send: the names of its request classes. */
final class StripesParameters {
    /** Of every request, and no parameter of any. */
    private static final Set<String> EVERYWHERE = Set.of("expand", "_stripe_java_extra_param_key");

    private StripesParameters() {}

    static Set<String> of(Class<? extends ApiRequestParams> request) {
        Set<String> names = new TreeSet<>();
        for (Field field : request.getDeclaredFields()) {
            SerializedName name = field.getAnnotation(SerializedName.class);
            if (name != null && !EVERYWHERE.contains(name.value())) {
                names.add(name.value());
            }
        }
        return names;
    }

    /** What an object of Stripe's has. */
    static Set<String> membersOf(Class<?> model) {
        Set<String> names = new TreeSet<>();
        for (Field field : model.getDeclaredFields()) {
            SerializedName name = field.getAnnotation(SerializedName.class);
            if (name != null) {
                names.add(name.value());
            }
        }
        return names;
    }
}
