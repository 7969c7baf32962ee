/** Answers that arrive in pieces, whole, broken off, or as something else. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MalformedBill, SourceDown } from '../../../src/errors.js'
import { readAnswer } from '../../../src/sources/prometheus/stream.js'

const metric = {
  metric: { __name__: 'a', pod: 'quote " backslash \\ bracket ]} comma, 模型' },
  values: [
    [1_717_322_400.123, '5'],
    [1_717_322_415, '+Inf'],
  ],
}
const whole = {
  status: 'success',
  isPartial: false,
  data: { resultType: 'matrix', result: [metric, { metric: {}, values: [] }, metric] },
  warnings: ['data.result: [{"not": "one"}]', 'ends with a backslash \\'],
}
const around = { ...whole, data: { resultType: 'matrix', result: [] } }

async function read(pieces: readonly Uint8Array[]): Promise<{ elements: unknown[]; rest: unknown }> {
  const elements: unknown[] = []
  const rest = await readAnswer('Prometheus prod', inTurn(pieces), (element) => {
    elements.push(JSON.parse(Buffer.from(element).toString()))
  })
  return { elements, rest }
}

async function* inTurn(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(piece)
}

/** Cut at these places, wherever they are: in the middle of a letter, too. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % bytes.length).toSorted((a, b) => a - b), bytes.length]
  return at.slice(1).map((end, i) => bytes.subarray(at[i] ?? 0, end))
}

test('however an answer is cut into pieces, each of its series comes whole and the rest stays', async () => {
  const { warnings, ...others } = whole
  const compact = Buffer.from(JSON.stringify(whole))
  const spacious = Buffer.from(JSON.stringify(whole, null, 2))
  const warningsFirst = Buffer.from(JSON.stringify({ warnings, ...others }))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(compact, spacious, warningsFirst),
      fc.array(fc.nat(), { maxLength: 30 }),
      async (bytes, places) => {
        const { elements, rest } = await read(cut(bytes, places))

        expect(elements).toEqual(whole.data.result)
        expect(rest).toEqual(around)
      },
    ),
  )
})

test('byte by byte is no different', async () => {
  const bytes = Buffer.from(JSON.stringify(whole))

  const { elements, rest } = await read(Array.from(bytes, (byte) => Uint8Array.of(byte)))

  expect(elements).toEqual(whole.data.result)
  expect(rest).toEqual(around)
})

test('elements that are taken as usual are not handed over, those that are cut or unusual are', async () => {
  const usual = { metric: { pod: 'a' }, values: [[1, '2']] }
  const bytes = Buffer.from(JSON.stringify({ ...whole, data: { result: [metric, usual, usual, metric, usual] } }))
  const text = JSON.stringify(usual)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 9 }), async (places) => {
      const found: unknown[] = []
      const add = (one: Buffer): number => found.push(JSON.parse(one.toString()))
      const take = (chunk: Buffer, from: number): number => {
        const one = chunk.subarray(from, from + text.length)
        return one.toString() === text && add(one) > 0 ? from + text.length : -1
      }

      const rest = await readAnswer('Prometheus prod', inTurn(cut(bytes, places)), add, take)

      expect(found).toEqual([metric, usual, usual, metric, usual])
      expect(rest).toEqual({ ...whole, data: { result: [] } })
    }),
  )
})

/** What stands behind a metric are numbers, in quotes or not; a native histogram has braces of its own. */
const series = fc.record({
  metric: fc.dictionary(fc.string(), fc.string()),
  values: fc.array(fc.tuple(fc.nat(), fc.constantFrom('1', 'NaN', '+Inf'))),
  histograms: fc.array(fc.tuple(fc.nat(), fc.constant({ count: '3', buckets: [[0, '1', '2', '3']] }))),
})

test('whatever the labels say and whatever stands around, series come through as they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(series), fc.jsonValue(), fc.array(fc.nat()), async (result, other, places) => {
      const document = { before: { result: [1, 2] }, other, data: { of: ['x', { result: [3] }], result }, result: [4] }
      const bytes = Buffer.from(JSON.stringify(document))

      const { elements, rest } = await read(cut(bytes, places))

      expect(elements).toEqual(JSON.parse(JSON.stringify(result)))
      expect(JSON.stringify(rest)).toBe(JSON.stringify({ ...document, data: { ...document.data, result: [] } }))
    }),
  )
})

test('wherever it breaks off, an answer is no answer', async () => {
  const bytes = Buffer.from(JSON.stringify(whole))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (end) => {
      await expect(read([bytes.subarray(0, end)])).rejects.toThrow(SourceDown)
    }),
  )
})

test.each([
  ['a page', '<html><body>Log in</body></html>'],
  ['a list', '[1,2]'],
  ['no JSON', '{"status":success}'],
  ['numbers in the place of series', '{"data":{"result":[1,2]}} x'],
  ['two documents', '{}}'],
])('%s is told as something else', async (_, text) => {
  await expect(read([Buffer.from(text)])).rejects.toThrow(MalformedBill)
})
