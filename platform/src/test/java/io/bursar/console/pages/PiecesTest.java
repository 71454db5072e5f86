package io.bursar.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.doctor.Check;
import io.bursar.money.Currency;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What pages are put together from. */
class PiecesTest {
    private static final Visit.Session SOMEBODY = new Visit.Session("form", "name");

    @ParameterizedTest
    @CsvSource({
        "/,                     1, /",
        "/accounts,             1, /accounts",
        "/books,                1, /books",
        "/books/2,              2, /",
        "/books/2/holds,        2, /holds",
        "/books/262143/a/b,     262143, /a/b",
        "/books/02,             0, /books/02",
        "/books/1234567,        0, /books/1234567",
        "/books/-1,             0, /books/-1"
    })
    void an_address_names_its_book(String sent, int book, String path) {
        Visit visit = Visit.to(sent, Map.of(), SOMEBODY);
        assertThat(visit.book()).isEqualTo(book);
        assertThat(visit.path()).isEqualTo(path);
    }

    /** What spreadsheets would run is a text there. */
    @Test
    void no_field_of_a_csv_is_a_formula_and_amounts_are_exact() throws IOException {
        Page page = Csv.page("a b/c", "one,two", csv -> {
            csv.text("=1+1").text("+9").text("-9").text("@a").text("\tx").end();
            csv.text("a,b").text("say \"hi\"").text("two\nlines").text("").end();
            csv.amount(-5L, Currency.of("inr")).amount(null, Currency.of("inr"));
            csv.amount(123_456L, Currency.of("jpy"))
                    .amount(1_005L, Currency.of("kwd"))
                    .end();
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        page.body().write(out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("one,two\r\n'=1+1,'+9,'-9,'@a,'\tx\r\n\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\r\n"
                        + "-0.05,,123456,1.005\r\n");
        assertThat(page.headers()).containsEntry("Content-Disposition", "attachment; filename=\"a-b-c.csv\"");
    }

    @ParameterizedTest
    @EnumSource
    void each_finding_has_advice_and_a_runbook_that_is_there(Check check) {
        assertThat(Runbooks.advice(check)).hasSizeGreaterThan(60).endsWith(".");
        assertThat(Runbooks.class.getResource("/console/runbooks/" + Runbooks.of(check) + ".md"))
                .isNotNull();
    }

    @Test
    void a_runbook_is_read_as_it_was_written() {
        List<Runbooks.Block> blocks = Runbooks.parse("""
                # Name

                **Look** at `x *y*`
                and on, see [api-slow](api-slow.md).

                **Do**
                1. First
                   things.
                2. *Then*.
                - Or
                """);
        assertThat(blocks).hasSize(5);
        assertThat(blocks.get(1))
                .isEqualTo(new Runbooks.Block.Paragraph(List.of(
                        plain(""),
                        new Runbooks.Piece(Runbooks.Piece.Style.STRONG, "Look"),
                        plain(" at "),
                        new Runbooks.Piece(Runbooks.Piece.Style.CODE, "x *y*"),
                        plain(" and on, see "),
                        new Runbooks.Piece(Runbooks.Piece.Style.LINK, "api-slow"),
                        plain("."))));
        assertThat(blocks.get(3)).isInstanceOfSatisfying(Runbooks.Block.Items.class, items -> {
            assertThat(items.isNumbered()).isTrue();
            assertThat(items.items()).hasSize(2);
            assertThat(items.items().getFirst()).containsExactly(plain("First things."));
        });
        assertThat(blocks.get(4)).isInstanceOf(Runbooks.Block.Items.class);
    }

    private static Runbooks.Piece plain(String text) {
        return new Runbooks.Piece(Runbooks.Piece.Style.PLAIN, text);
    }
}
