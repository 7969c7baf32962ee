/** Numbers as people read them. */

/** 1234567 as 1,234,567. */
export function count(number: bigint | number | string): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

/** One of a thing, or several: `1 line`, `2 lines`. */
export function several(number: bigint | number, noun: string): string {
  return `${count(number)} ${noun}${BigInt(number) === 1n ? '' : 's'}`
}
