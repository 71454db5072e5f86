package io.bursar.sandbox.bank;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;

/**
 * An account's day, as camt.053.001.08 or CSV.
 *
 * @param balances true ones, whatever mistakes the entries have
 */
public record Statement(String currency, LocalDate day, Balances balances, List<Bank.Entry> entries) {
    private static final String HEAD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
            <BkToCstmrStmt>
            <GrpHdr><MsgId>SANDBOX-%1$s-%2$s</MsgId><CreDtTm>%2$sT23:59:59Z</CreDtTm></GrpHdr>
            <Stmt>
            <Id>SANDBOX-%1$s-%2$s</Id>
            <CreDtTm>%2$sT23:59:59Z</CreDtTm>
            <FrToDt><FrDtTm>%2$sT00:00:00Z</FrDtTm><ToDtTm>%2$sT23:59:59Z</ToDtTm></FrToDt>
            <Acct><Id><Othr><Id>SANDBOX-%1$s</Id></Othr></Id><Ccy>%1$s</Ccy><Ownr><Nm>The merchant</Nm></Ownr></Acct>
            """;
    private static final String BALANCE = """
            <Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy="%s">%s</Amt><CdtDbtInd>%s</CdtDbtInd>\
            <Dt><Dt>%s</Dt></Dt></Bal>
            """;
    private static final String ENTRY = """
            <Ntry><NtryRef>%1$d</NtryRef><Amt Ccy="%2$s">%3$s</Amt><CdtDbtInd>%4$s</CdtDbtInd>%5$s\
            <Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%6$s</Dt></BookgDt><ValDt><Dt>%6$s</Dt></ValDt>\
            <AcctSvcrRef>%7$s</AcctSvcrRef>\
            <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>%8$s</SubFmlyCd></Fmly></Domn></BkTxCd>\
            <NtryDtls><TxDtls><Refs><EndToEndId>%7$s</EndToEndId></Refs><Amt Ccy="%2$s">%3$s</Amt>\
            <CdtDbtInd>%4$s</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>%9$s</Nm></Pty></Dbtr></RltdPties>\
            <RmtInf><Ustrd>%10$s</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
            """;
    private static final String END = "</Stmt>\n</BkToCstmrStmt>\n</Document>\n";
    private static final String CSV_HEAD = "number,booked_on,currency,amount,reference,from,text\n";

    /** At the day's beginning and at its end. */
    record Balances(long openingMinor, long closingMinor) {}

    /** The day as XML. A transfer that is taken back is a debit with {@code RvslInd}. */
    public String camt053() {
        StringBuilder xml = new StringBuilder(HEAD.formatted(currency, day));
        xml.append(balance("OPBD", balances.openingMinor())).append(balance("CLBD", balances.closingMinor()));
        for (Bank.Entry entry : entries) {
            Transfer transfer = entry.transfer();
            boolean isBack = transfer.amountMinor() < 0;
            xml.append(ENTRY.formatted(
                    entry.number(),
                    currency,
                    decimal(Math.abs(transfer.amountMinor())),
                    isBack ? "DBIT" : "CRDT",
                    isBack ? "<RvslInd>true</RvslInd>" : "",
                    day,
                    escape(transfer.reference()),
                    isBack ? "RRTN" : "DMCT",
                    escape(transfer.from()),
                    escape(transfer.text())));
        }
        return xml.append(END).toString();
    }

    private String balance(String kind, long minor) {
        return BALANCE.formatted(kind, currency, decimal(Math.abs(minor)), minor < 0 ? "DBIT" : "CRDT", day);
    }

    private String decimal(long minor) {
        int digits = Currency.getInstance(currency).getDefaultFractionDigits();
        return BigDecimal.valueOf(minor, digits).toPlainString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The day as comma-separated values; amounts signed. */
    public String csv() {
        StringBuilder csv = new StringBuilder(CSV_HEAD);
        for (Bank.Entry entry : entries) {
            Transfer transfer = entry.transfer();
            String sign = transfer.amountMinor() < 0 ? "-" : "";
            csv.append(entry.number())
                    .append(',')
                    .append(day)
                    .append(',')
                    .append(currency)
                    .append(',');
            csv.append(sign).append(decimal(Math.abs(transfer.amountMinor()))).append(',');
            csv.append(transfer.reference())
                    .append(',')
                    .append(transfer.from())
                    .append(',')
                    .append(transfer.text());
            csv.append('\n');
        }
        return csv.toString();
    }
}
