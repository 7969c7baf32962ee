/** Series out of the bytes of an answer: read straight where servers print as they do, and by JSON where they do not. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MalformedBill } from '../../../src/errors.js'
import { pairsIn } from '../../../src/sources/prometheus/pairs.js'
import { seriesOf } from '../../../src/sources/prometheus/series.js'

function read(text: string): { labels: object; samples: (readonly [number | undefined, number | undefined])[] } {
  const { labels, samples } = seriesOf('Prometheus prod', Buffer.from(text))
  return { labels, samples: Array.from(samples.at, (at, i) => [at, samples.value[i]] as const) }
}

const label = fc.string({ unit: fc.constantFrom('a', '"', '\\', '{', '}', '[', ']', ',', ':', 'values', '模', '\n') })
const moment = fc.integer({ min: 0, max: 2_000_000_000_000 })
const value = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-1, 1e300, 1e-7),
)

test('what is read of a series is what JSON says, whatever its labels hold and however its numbers look', () => {
  fc.assert(
    fc.property(fc.dictionary(label, label), fc.array(fc.tuple(moment, value), { minLength: 1 }), (metric, samples) => {
      const values = samples.map(([at, one]) => [at / 1000, String(one)] as const)

      const found = read(JSON.stringify({ metric, values }))

      expect(found.labels).toEqual({ ...metric })
      expect(found.samples).toEqual(samples.map(([at, one]) => [at, Number(String(one))]))
    }),
  )
})

test('the usual answer takes the short way', () => {
  const bytes = Buffer.from(
    '{"metric":{"pod":"a"},"values":[[1760000000.1,"42"],[1760000015.123,"+Inf"],[1760000030,"NaN"]]}',
  )

  const { samples, rest } = pairsIn(bytes)

  expect([...(samples?.at ?? [])]).toEqual([1_760_000_000_100, 1_760_000_015_123, 1_760_000_030_000])
  expect([...(samples?.value ?? [])]).toEqual([42, Infinity, Number.NaN])
  expect(Buffer.from(rest).toString()).toBe('{"metric":{"pod":"a"},"values":[]}')
})

test.each([
  ['{"values":[[1.5,"7"]],"metric":{"a":"b"}}', [[1500, 7]]],
  ['{"metric": {"a": "b"}, "values": [ [1.5, "7"] ]}', [[1500, 7]]],
  ['{"metric":{"a":"b"},"value":[1.5,"7"]}', [[1500, 7]]],
  [
    '{"metric":{"a":"b"},"values":[[1.5,"-Inf"],[2,"-1"],[3.0001,"0.5"]]}',
    [
      [1500, -Infinity],
      [2000, -1],
      [3000, 0.5],
    ],
  ],
  ['{"metric":{"a":"b"},"values":[]}', []],
])('other ways to write it are understood, too: %s', (text, samples) => {
  expect(read(text)).toEqual({ labels: { a: 'b' }, samples })
})

test.each([
  '{"values":[[1,"2"]]}',
  '{"metric":{"a":1},"values":[[1,"2"]]}',
  '{"metric":{"a":"b"},"values":[[1,2]]}',
  '{"metric":{"a":"b"},"values":[["1","2"]]}',
  '{"metric":{"a":"b"},"values":[[1]]}',
  '{"metric":{"a":"b"}}',
  '{"metric":{"a":"b"},"histograms":[[1,{}]]}',
  '{"metric":}',
  '[1,"2"]',
])('what is no series is told: %s', (text) => {
  expect(() => read(text)).toThrow(MalformedBill)
})
