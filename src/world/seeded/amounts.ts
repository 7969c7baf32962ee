/** The world's own money: whole numbers of 1e-18, and nothing of what the pipeline reckons with. */
export type Atto = bigint

const ONE = 10n ** 18n

/** Of a decimal text as prices are written. */
export function atto(text: string): Atto {
  const [whole = '0', decimals = ''] = text.replace('-', '').split('.')
  const units = BigInt(whole) * ONE + BigInt(decimals.padEnd(18, '0'))
  return text.startsWith('-') ? -units : units
}

/** Without zeros at its end: `55.04`, `-0.1`, `0`. */
export function textOf(amount: Atto): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(19, '0')
  const decimals = digits.slice(-18).replace(/0+$/, '')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -18)}${decimals === '' ? '' : `.${decimals}`}`
}

/**
 * An amount times n / d, which has to come out even: what the world charges it charges to the last digit.
 * @throws RangeError
 */
export function times(amount: Atto, n: number, d = 1): Atto {
  const product = amount * BigInt(n)
  if (product % BigInt(d) !== 0n) throw new RangeError(`${textOf(amount)} x ${n} / ${d} has more than 18 decimals.`)
  return product / BigInt(d)
}

/** Cut to so many decimals, towards zero. */
export function cutTo(decimals: number, amount: Atto): Atto {
  const unit = 10n ** BigInt(18 - decimals)
  return (amount / unit) * unit
}
