/** Answers as text, understood. The envelope has to be right; what a row says is for parse.ts. */
import { MalformedBill } from '../../errors.js'
import { type Fields, isFields } from './fields.js'

/** @throws MalformedBill when it is no record */
export function answerOf(text: string, what: string): Fields {
  const answer: unknown = JSON.parse(text)
  if (isFields(answer)) return answer
  throw malformed(what, 'is no record')
}

/**
 * The records of a list; none where it is null. One record alone counts as a list of one, as an official sample of
 * DescribeCostDetail has it.
 * @throws MalformedBill when the field is not there, or is something else
 */
export function recordsOf(answer: Fields, field: string, what: string): readonly Fields[] {
  const value = answer[field]
  if (value === null) return []
  const list = Array.isArray(value) ? value : [value]
  if (list.every(isFields)) return list
  throw malformed(what, `has no list ${field}`)
}

export function malformed(what: string, why: string): MalformedBill {
  return new MalformedBill(
    `The answer to ${what} ${why}. Nothing of it was loaded. Run it again; if it stays, Tencent has changed its contract.`,
    { facts: { question: what } },
  )
}
