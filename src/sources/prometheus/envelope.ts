/**
 * What stands around the series of an answer: https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview.
 * Checked by hand, for a library of schemas takes 45 ms to start, nearly as long as Node itself.
 */
export interface Envelope {
  readonly status: 'success' | 'error'
  /** Whether there is a result, a matrix or a vector. */
  readonly hasData: boolean
  readonly errorType: string
  readonly error: string
  readonly warnings: readonly string[]
  readonly isPartial: boolean
}

/** @throws NoEnvelope, which names the member that is something else */
export function envelopeOf(document: unknown): Envelope {
  const members = membersOf(document, 'the answer')
  const { status, data } = members
  if (status !== 'success' && status !== 'error') throw new NoEnvelope('status', status)
  if (isThere(data)) demandResult(membersOf(data, 'data'))
  return {
    status,
    hasData: isThere(data),
    errorType: textOf(members, 'errorType'),
    error: textOf(members, 'error'),
    warnings: warningsOf(members),
    isPartial: isPartial(members),
  }
}

export class NoEnvelope extends Error {
  override readonly name = 'NoEnvelope'

  constructor(member: string, value: unknown) {
    super(`${member} is ${JSON.stringify(value)?.slice(0, 60) ?? 'not there'}`)
  }
}

type Members = Readonly<Record<string, unknown>>

function membersOf(value: unknown, member: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NoEnvelope(member, value)
  return { ...value }
}

/** The elements of a result were handed over on their own: what is left of it is an empty list. */
function demandResult({ resultType, result }: Members): void {
  if (resultType !== 'matrix' && resultType !== 'vector') throw new NoEnvelope('data.resultType', resultType)
  if (!Array.isArray(result) || result.length > 0) throw new NoEnvelope('data.result', result)
}

function textOf(members: Members, name: 'errorType' | 'error'): string {
  const value = members[name] ?? ''
  if (typeof value !== 'string') throw new NoEnvelope(name, value)
  return value
}

function warningsOf({ warnings }: Members): string[] {
  if (!isThere(warnings)) return []
  if (!Array.isArray(warnings)) throw new NoEnvelope('warnings', warnings)
  return warnings.map((one: unknown) => {
    if (typeof one !== 'string') throw new NoEnvelope('warnings', one)
    return one
  })
}

function isPartial(members: Members): boolean {
  const value = members['isPartial'] ?? false
  if (typeof value !== 'boolean') throw new NoEnvelope('isPartial', value)
  return value
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null
}
