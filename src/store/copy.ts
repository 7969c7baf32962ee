import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import type { PoolClient } from './pool.js'

/** Streams CSV into a table; the columns are those of the stream in its order. Answers with the number of rows. */
export async function copyInto(
  client: PoolClient,
  table: string,
  columns: readonly string[],
  rows: AsyncIterable<Uint8Array>,
): Promise<number> {
  const into = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin (format csv)`))
  await pipeline(Readable.from(rows, { objectMode: false }), into)
  return into.rowCount
}
