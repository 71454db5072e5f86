# What every account of a card import must hold at the end, computed from the file alone and knowing nothing of the
# importer: gzip -dc cards.csv.gz | awk -f balances.awk. Prints "path balance" in minor units, one account a line.
# Columns: id, time, customer, terminal, amount with two decimals.

BEGIN { FS = ","; step = 100000 }

NR == 1 { next }

{
    split($5, parts, ".")
    amount = parts[1] * 100 + substr(parts[2] "00", 1, 2)
    if (amount == 0) next

    # Top the wallet up by the smallest multiple of 1,000.00 with which it covers the row.
    missing = amount - wallet[$3]
    if (missing > 0) {
        multiples = int(missing / step)
        if (multiples * step < missing) multiples++
        wallet[$3] += multiples * step
        bank += multiples * step
    }
    wallet[$3] -= amount
    terminal[$4] += amount
}

END {
    for (customer in wallet) printf "users/%s/wallet %.0f\n", customer, wallet[customer]
    for (id in terminal) printf "terminals/%s/payable %.0f\n", id, terminal[id]
    printf "bank/main %.0f\n", bank
}
