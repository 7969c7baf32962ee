/**
 * Writes the example export, `examples/bills`, anew: `npx tsc -p tsconfig.json && node dist/scripts/example-bills.js`.
 * Nothing in it is drawn at random or read from a clock, so that the files change only when this does.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipped } from './example-bills/csv.js'
import { exampleFiles } from './example-bills/files.js'

const folder = process.argv[2] ?? 'examples/bills'

for (const { path, text } of exampleFiles()) {
  const target = join(folder, path)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, path.endsWith('.gz') ? gzipped(text) : text)
}
