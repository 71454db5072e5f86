package io.bursar.engine.doctor.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFormTest {
    @ParameterizedTest
    @CsvSource({
        "000061,,a",
        "7f0061,,a",
        "80010061,,a",
        "ffffffff070061,,a",
        "0501000102030405060708090a0b0c0d0e0f,,00010203-0405-0607-0809-0a0b0c0d0e0f",
        "05,it ends after the caller,05",
        "0500,the text has no form that a key may have,''",
        "800061,the caller is no number in its shortest form,800061",
        "ffffffff0f0061,the caller is no number in its shortest form,ffffffff0f0061",
        "ffffffffff0061,the caller is no number in its shortest form,ffffffffff0061",
        "050161,a UUID of 1 bytes,a",
        "050261,no form has the number 2,a",
        "0500ff,the text is not UTF-8,\uFFFD",
        "05006109,the text has no form that a key may have,'a\t'"
    })
    void a_key_has_one_form(String hex, @Nullable String mistake, String shown) {
        byte[] key = HexFormat.of().parseHex(hex);
        assertThat(KeyForm.mistake(key)).isEqualTo(mistake);
        assertThat(KeyForm.show(key)).isEqualTo(shown);
    }
}
