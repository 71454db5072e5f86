package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.bursar.sandbox.text.FormText;
import io.bursar.sandbox.text.JsonText;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Tree;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms and JSON, as the clients of providers write them. */
class TextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a[b]=1&a[c][0]=x&a[c][1]=y",
                "a%5Bb%5D=1&a%5Bc%5D[]=x&a%5Bc%5D[]=y",
                "&a[c][]=x&&a[c][]=y&a[b]=1&",
            })
    void spellings_of_the_same_form_are_the_same(String form) {
        Tree tree = FormText.parse(form);
        Tree inner = Objects.requireNonNull(tree.tree("a"));
        assertThat(inner.text("b")).isEqualTo("1");
        assertThat(Objects.requireNonNull(inner.tree("c")).texts()).containsExactly("x", "y");
        assertThat(tree.canonical())
                .isEqualTo(FormText.parse("a[b]=1&a[c][0]=x&a[c][1]=y").canonical());
    }

    @Test
    void brackets_and_signs_in_values_stay() {
        Tree tree = FormText.parse("metadata[a+b]=x[y]&n=100%&plus=1%2B1&empty=&bare&odd[=1");
        assertThat(Objects.requireNonNull(tree.tree("metadata")).text("a b")).isEqualTo("x[y]");
        assertThat(tree.text("n")).isEqualTo("100%");
        assertThat(tree.text("plus")).isEqualTo("1+1");
        assertThat(tree.text("empty")).isEmpty();
        assertThat(tree.text("bare")).isEmpty();
        assertThat(tree.text("odd[")).isEqualTo("1");
    }

    @Test
    void other_values_are_other_forms() {
        assertThat(FormText.parse("a=1&b=2").canonical())
                .isNotEqualTo(FormText.parse("a=1;1:b=1:2").canonical());
        assertThat(FormText.parse("a[b]=1").canonical())
                .isNotEqualTo(FormText.parse("a=1").canonical());
    }

    @Test
    void whatever_is_written_is_read_again() {
        long seed = 20_261_121;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.appendCodePoint(random.nextBoolean() ? random.nextInt(0x80) : 0xA0 + random.nextInt(0x1000));
            }
            String json =
                    new JsonWriter().open().put("t", text.toString()).close().toString();
            assertThat(JsonParser.parseString(json).getAsJsonObject().get("t").getAsString())
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void json_is_read_into_the_same_kind_of_tree() throws Exception {
        Tree tree = JsonText.parse("{\"a\":{\"b\":1,\"c\":[\"x\",\"y\"]},\"t\":true,\"n\":null}");
        assertThat(Objects.requireNonNull(tree.tree("a")).text("b")).isEqualTo("1");
        assertThat(tree.text("t")).isEqualTo("true");
        assertThat(tree.text("n")).isEmpty();
        assertThat(new JsonWriter().add(tree).toString())
                .isEqualTo("{\"a\":{\"b\":\"1\",\"c\":[\"x\",\"y\"]},\"t\":\"true\",\"n\":\"\"}");
        assertThatThrownBy(() -> JsonText.parse("[1]")).isInstanceOf(JsonText.NoObject.class);
        assertThatThrownBy(() -> JsonText.parse("{} {}")).isInstanceOf(JsonText.NoObject.class);
    }
}
