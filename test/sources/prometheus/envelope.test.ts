/** What stands around the series of an answer is what the API says, or it is told which member is not. */
import { expect, test } from 'vitest'
import { envelopeOf, NoEnvelope } from '../../../src/sources/prometheus/envelope.js'

const data = { resultType: 'matrix', result: [] }

test('members that say nothing may be null or not there', () => {
  const nothing = { errorType: '', error: '', warnings: [], isPartial: false }

  expect(envelopeOf({ status: 'success', data, more: 1 })).toEqual({ status: 'success', hasData: true, ...nothing })
  expect(
    envelopeOf({ status: 'error', data: null, errorType: null, error: null, warnings: null, isPartial: null }),
  ).toEqual({ status: 'error', hasData: false, ...nothing })
})

test('what a server says beside its result is taken over', () => {
  const said = { status: 'error', errorType: 'execution', error: 'too many samples', warnings: ['a'], isPartial: true }

  expect(envelopeOf(said)).toEqual({ ...said, hasData: false })
})

test.each([
  ['the answer', [], '[]'],
  ['status', { data }, 'not there'],
  ['data', { status: 'success', data: 'x' }, '"x"'],
  ['data.resultType', { status: 'success', data: { ...data, resultType: 'scalar' } }, '"scalar"'],
  ['data.result', { status: 'success', data: { ...data, result: [1, '2'] } }, '[1,"2"]'],
  ['data.result', { status: 'success', data: { resultType: 'vector' } }, 'not there'],
  ['error', { status: 'error', error: 1 }, '1'],
  ['warnings', { status: 'success', data, warnings: 'x' }, '"x"'],
  ['warnings', { status: 'success', data, warnings: [1] }, '1'],
  ['isPartial', { status: 'success', data, isPartial: 'yes' }, '"yes"'],
])('%s is none: %j', (member, document, told) => {
  expect(() => envelopeOf(document)).toThrow(NoEnvelope)
  expect(() => envelopeOf(document)).toThrow(`${member} is ${told}`)
})
