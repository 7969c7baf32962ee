/**
 * The national currencies of ISO 4217 List One as of 2026-01-01 (SIX Group): 155 codes. Funds codes
 * (CLF, USN), metals (XAU), drawing rights (XDR) and the test codes are left out: nobody is billed in them.
 */
// prettier-ignore
export const CURRENCIES = [
  'AED', 'AFN', 'ALL', 'AMD', 'AOA', 'ARS', 'AUD', 'AWG', 'AZN',
  'BAM', 'BBD', 'BDT', 'BHD', 'BIF', 'BMD', 'BND', 'BOB', 'BRL', 'BSD', 'BTN', 'BWP', 'BYN', 'BZD',
  'CAD', 'CDF', 'CHF', 'CLP', 'CNY', 'COP', 'CRC', 'CUP', 'CVE', 'CZK',
  'DJF', 'DKK', 'DOP', 'DZD',
  'EGP', 'ERN', 'ETB', 'EUR',
  'FJD', 'FKP',
  'GBP', 'GEL', 'GHS', 'GIP', 'GMD', 'GNF', 'GTQ', 'GYD',
  'HKD', 'HNL', 'HTG', 'HUF',
  'IDR', 'ILS', 'INR', 'IQD', 'IRR', 'ISK',
  'JMD', 'JOD', 'JPY',
  'KES', 'KGS', 'KHR', 'KMF', 'KPW', 'KRW', 'KWD', 'KYD', 'KZT',
  'LAK', 'LBP', 'LKR', 'LRD', 'LSL', 'LYD',
  'MAD', 'MDL', 'MGA', 'MKD', 'MMK', 'MNT', 'MOP', 'MRU', 'MUR', 'MVR', 'MWK', 'MXN', 'MYR', 'MZN',
  'NAD', 'NGN', 'NIO', 'NOK', 'NPR', 'NZD',
  'OMR',
  'PAB', 'PEN', 'PGK', 'PHP', 'PKR', 'PLN', 'PYG',
  'QAR',
  'RON', 'RSD', 'RUB', 'RWF',
  'SAR', 'SBD', 'SCR', 'SDG', 'SEK', 'SGD', 'SHP', 'SLE', 'SOS', 'SRD', 'SSP', 'STN', 'SVC', 'SYP', 'SZL',
  'THB', 'TJS', 'TMT', 'TND', 'TOP', 'TRY', 'TTD', 'TWD', 'TZS',
  'UAH', 'UGX', 'USD', 'UYU', 'UZS',
  'VED', 'VES', 'VND', 'VUV',
  'WST',
  'XAF', 'XCD', 'XCG', 'XOF', 'XPF',
  'YER',
  'ZAR', 'ZMW', 'ZWG',
] as const

/** A currency by its ISO 4217 code. */
export type Currency = (typeof CURRENCIES)[number]

/**
 * The currency that a code names, in capitals as FOCUS writes it.
 * @throws RangeError for anything else: `RMB` and `usd` are mistakes of the file, not spellings to be guessed.
 */
export function parseCurrency(text: string): Currency {
  const currency = CURRENCIES.find((code) => code === text)
  if (currency === undefined)
    throw new RangeError(`${JSON.stringify(text)} is not an ISO 4217 currency code.${hint(text)}`)
  return currency
}

function hint(text: string): string {
  if (text === 'RMB' || text === 'CNH') return ' Yuan are CNY.'
  const capitals = CURRENCIES.find((code) => code === text.trim().toUpperCase())
  return capitals === undefined ? '' : ` Write ${capitals}.`
}
