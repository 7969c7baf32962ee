import { add, compare, parseMoney, subtract } from '../../src/units/money.js'
import type { Money } from '../../src/units/money.js'
import { convert, parseRate } from '../../src/units/rate.js'

const dollars = parseMoney('1', 'USD')
const yuan = parseMoney('1', 'CNY')
const parity = parseRate('7.1028', 'USD', 'CNY')

export const sum: Money<'USD'> = add(dollars, dollars)
export const converted: Money<'CNY'> = convert(dollars, parity)

// @ts-expect-error dollars and yuan do not add up
add(dollars, yuan)

// @ts-expect-error nor do they subtract
subtract(yuan, dollars)

// @ts-expect-error nor is one more than the other
compare(dollars, yuan)

// @ts-expect-error a rate from dollars to yuan does not convert yuan: its inverse is another number
convert(yuan, parity)

// @ts-expect-error converted money is in yuan, not in dollars
export const backwards: Money<'USD'> = convert(dollars, parity)

// @ts-expect-error roubles have the code RUB
parseMoney('1', 'RUR')

// @ts-expect-error money is not a number to the compiler
export const doubled: unknown = dollars * 2
