package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** The merchant's bank: what was paid out is on its statement, under the sender's reference. */
class BankTest {
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.start().frozen();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private Document camt(String path) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        String xml = rig.raw(rig.at("/_sandbox/bank/" + path)).body();
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static List<String> children(Element parent) {
        List<String> names = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                names.add(element.getLocalName());
            }
        }
        return names;
    }

    private static Element only(Document document, String name) {
        assertThat(document.getElementsByTagNameNS("*", name).getLength())
                .as(name)
                .isGreaterThan(0);
        return (Element) document.getElementsByTagNameNS("*", name).item(0);
    }

    @Test
    void a_payout_is_credited_and_taken_back_when_it_fails() throws Exception {
        rig.pay("pm_card_visa", "&capture_method=automatic");
        rig.advance("P3DT1H");
        String payout = rig.get("/v1/payouts")
                .body()
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject()
                .get("id")
                .getAsString();
        Document day = camt("USD/2026-01-08.xml");
        assertThat(day.getDocumentElement().getNamespaceURI())
                .isEqualTo("urn:iso:std:iso:20022:tech:xsd:camt.053.001.08");
        assertThat(children(only(day, "BkToCstmrStmt"))).containsExactly("GrpHdr", "Stmt");
        assertThat(children(only(day, "Stmt")))
                .containsExactly("Id", "CreDtTm", "FrToDt", "Acct", "Bal", "Bal", "Ntry");
        assertThat(children(only(day, "Ntry")))
                .containsExactly(
                        "NtryRef", "Amt", "CdtDbtInd", "Sts", "BookgDt", "ValDt", "AcctSvcrRef", "BkTxCd", "NtryDtls");
        assertThat(children(only(day, "TxDtls"))).containsExactly("Refs", "Amt", "CdtDbtInd", "RltdPties", "RmtInf");
        assertThat(only(day, "Ntry").getElementsByTagNameNS("*", "Amt").item(0).getTextContent())
                .isEqualTo("19.12");
        String trace = rig.get("/v1/payouts/" + payout)
                .body()
                .getAsJsonObject("trace_id")
                .get("value")
                .getAsString();
        assertThat(only(day, "EndToEndId").getTextContent()).isEqualTo(trace);
        rig.control("stripe/fail_payout", "{\"id\":\"" + payout + "\"}");
        String csv = rig.raw(rig.at("/_sandbox/bank/USD/2026-01-08.csv")).body();
        assertThat(csv.lines().toList()).hasSize(3);
        assertThat(csv).contains(",19.12," + trace, ",-19.12," + trace);
        assertThat(only(camt("USD/2026-01-08.xml"), "RvslInd").getTextContent()).isEqualTo("true");
        assertThat(children(only(camt("USD/2026-01-09.xml"), "Stmt")))
                .containsExactly("Id", "CreDtTm", "FrToDt", "Acct", "Bal", "Bal");
        assertThat(rig.look("bank/EUR/2026-01-08.xml").status()).isEqualTo(404);
        assertThat(rig.look("bank/USD/2026-13-08.csv").status()).isEqualTo(404);
    }
}
