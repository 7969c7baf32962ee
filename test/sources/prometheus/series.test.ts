/** Series out of the bytes of an answer: read straight where servers print as they do, and by JSON where they do not. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MalformedBill } from '../../../src/errors.js'
import { Clocks } from '../../../src/sources/prometheus/clocks.js'
import { SeriesReader } from '../../../src/sources/prometheus/series.js'

interface Found {
  readonly labels: object
  readonly samples: (readonly [number | undefined, number | undefined])[]
}

const newReader = (): SeriesReader => new SeriesReader('Prometheus prod', new Clocks())

function read(text: string, reader = newReader()): Found {
  const { labels, samples } = reader.any(Buffer.from(text))
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
  const reader = newReader()

  const found = reader.usual(bytes, 0)

  expect(found?.labels).toEqual({ pod: 'a' })
  expect([...(found?.samples.at ?? [])]).toEqual([1_760_000_000_100, 1_760_000_015_123, 1_760_000_030_000])
  expect([...(found?.samples.value ?? [])]).toEqual([42, Infinity, Number.NaN])
  expect(reader.at).toBe(bytes.length)
})

test('series of one target share the moments of its scrapes', () => {
  const reader = newReader()
  const series = (le: string, last: string): Buffer =>
    Buffer.from(`{"metric":{"le":"${le}","pod":"a"},"values":[[1760000000.1,"1"],[1760000015.1,"2"],[${last},"3.5"]]}`)

  const first = reader.usual(series('0.5', '1760000030.1'), 0)
  const second = reader.usual(series('1.0', '1760000030.1'), 0)
  const other = reader.usual(series('+Inf', '1760000030.2'), 0)

  expect(second?.samples.at).toBe(first?.samples.at)
  expect(second?.labels).toEqual({ le: '1.0', pod: 'a' })
  expect([...(other?.samples.at ?? [])]).toEqual([1_760_000_000_100, 1_760_000_015_100, 1_760_000_030_200])
  expect([...(other?.samples.value ?? [])]).toEqual([1, 2, 3.5])
})

/** Scrapes of a few targets, now and then one that is missing, late or printed at another length. */
const scrapes = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.array(fc.constantFrom(0, 0, 0, 0, 0, 1, 500, 15_000), { maxLength: 9 }))
  .map(([target, late]) => [0, ...late].map((ms, i) => 1_759_999_970_000 + target * 120 + i * 15_000 + ms))

test('what is known of the series before changes nothing of what is read, wherever the bytes end', () => {
  const one = fc.tuple(fc.dictionary(fc.constantFrom('a', 'b', 'le'), fc.constantFrom('x', 'y', '模')), scrapes)
  fc.assert(
    fc.property(fc.array(fc.tuple(one, value, fc.nat())), (all) => {
      const reader = newReader()
      for (const [[metric, moments], first, end] of all) {
        const samples = moments.map((at, i) => [at, i === 0 ? first : i * 7] as const)
        const text = JSON.stringify({ metric, values: samples.map(([at, n]) => [at / 1000, String(n)]) })

        const cut = reader.usual(Buffer.from(text).subarray(0, end % text.length), 0)

        expect(cut).toBeUndefined()
        expect(read(text, reader)).toEqual({
          labels: metric,
          samples: samples.map(([at, n]) => [at, Number(String(n))]),
        })
      }
    }),
  )
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
