/**
 * Prometheus remote write 1.0, the part that is needed: the only door through which both servers take the markers that a
 * scraper leaves where a series ends. https://prometheus.io/docs/specs/prw/remote_write_spec/
 */
import type { Series } from './telemetry.js'

/** Not a number, with the payload that says: from here on there is no such series. */
const STALE = Buffer.from('020000000000f07f', 'hex')
/** Snappy says the length of a literal in its first byte as far as it is no longer. */
const LITERAL = 60

/** Sends samples; NaN stands for the marker. */
export async function remoteWrite(url: string, series: readonly Series[]): Promise<void> {
  const response = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    // An empty Prometheus takes what is at most an hour older than the first sample it sees.
    body: snappy(Buffer.concat(series.toSorted((a, b) => begins(a) - begins(b)).map(timeSeries))),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  await response.body?.cancel()
}

function begins({ samples }: Series): number {
  return samples[0]?.[0] ?? 0
}

function timeSeries({ name, labels, samples }: Series): Buffer {
  const sorted = Object.entries({ __name__: name, ...labels }).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return field(1, Buffer.concat([...sorted.map(label), ...samples.map(sample)]))
}

function label([name, value]: readonly [string, string]): Buffer {
  return field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))]))
}

function sample([at, value]: readonly [number, number]): Buffer {
  const double = Buffer.alloc(8)
  if (Number.isNaN(value)) STALE.copy(double)
  else double.writeDoubleLE(value)
  return field(2, Buffer.concat([varint(8 + 1), double, varint(16), varint(at)]))
}

/** A field of bytes. */
function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = BigInt(value)
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128)
  return Buffer.from([...bytes, Number(rest)])
}

/** The block format of Snappy, without packing anything. */
function snappy(bytes: Buffer): Buffer {
  const parts = [varint(bytes.length)]
  for (let from = 0; from < bytes.length; from += LITERAL) {
    const part = bytes.subarray(from, from + LITERAL)
    parts.push(Buffer.from([(part.length - 1) * 4]), part)
  }
  return Buffer.concat(parts)
}
