/** What a second bill restates of a first, by the ledger's rules and none of the program's code. */
import { type Basis, bases, type BillLine, isoOf, resourceOf, textOf } from './oracle.js'

/** Lines that nothing tells apart but their amounts, as one. */
interface Group {
  readonly lines: readonly BillLine[]
  readonly measures: string
}

/** One text a restatement, sorted. A basis that a line leaves open is unknown, and so is a sum that contains it. */
export function restatementsOf(before: readonly BillLine[], after: readonly BillLine[]): string[] {
  const told: string[] = []
  const [old, now] = [groupsOf(before), groupsOf(after)]
  const reached = new Map<string, number>()
  for (const line of before) reached.set(windowOf(line), Math.max(reached.get(windowOf(line)) ?? 0, line.to))
  const periods = new Set([...before, ...after].map(chargeOf))
  for (const charge of periods) {
    const was = linesIn(old, charge)
    const is = linesIn(now, charge)
    const gone = linesIn(unlike(old, now), charge)
    const came = linesIn(unlike(now, old), charge)
    const [some] = [...was, ...is]
    if (some === undefined || gone.length + came.length === 0) continue
    const known = reached.get(windowOf(some))
    const isNews = was.length === 0 && some.from >= (known ?? 0)
    if (known === undefined || isNews || sums(gone, true) === sums(came, true)) continue
    told.push([charge, gone.length, came.length, sums(was), sums(is)].join('|'))
  }
  return told.toSorted()
}

function windowOf({ issuer, account, period }: BillLine): string {
  return [issuer, account, period].join('|')
}

function chargeOf(line: BillLine): string {
  return [
    line.issuer,
    line.account,
    line.period,
    resourceOf(line),
    isoOf(line.from),
    isoOf(line.to),
    line.currency,
  ].join('|')
}

function groupsOf(lines: readonly BillLine[]): Map<string, Group> {
  const groups = new Map<string, BillLine[]>()
  for (const line of lines) {
    const open = bases.filter((basis) => line[basis] === null)
    const key = [chargeOf(line), line.sku, line.category, line.commitment ?? '', ...open].join('|')
    groups.set(key, [...(groups.get(key) ?? []), line])
  }
  return new Map([...groups].map(([key, own]) => [key, { lines: own, measures: `${own.length} ${sums(own)}` }]))
}

function unlike(some: ReadonlyMap<string, Group>, others: ReadonlyMap<string, Group>): Map<string, Group> {
  return new Map([...some].filter(([key, { measures }]) => others.get(key)?.measures !== measures))
}

function linesIn(groups: ReadonlyMap<string, Group>, charge: string): BillLine[] {
  return [...groups.values()].flatMap(({ lines }) => lines).filter((line) => chargeOf(line) === charge)
}

/** With `loose` an unknown amount does not hide the others: that is how a change is noticed. */
function sums(lines: readonly BillLine[], loose = false): string {
  const sumOf = (basis: Basis): string => {
    const amounts = lines.map((line) => line[basis])
    const open = amounts.includes(null)
    const sum = amounts.reduce<bigint>((total, amount) => total + (amount ?? 0n), 0n)
    if (loose) return `${textOf(sum)} ${open}`
    return open ? 'unknown' : textOf(sum)
  }
  return bases.map(sumOf).join(' ')
}
