/** Reference data that lie beside the project where we work and are not ours to ship. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** FinOps-Open-Cost-and-Usage-Spec/FOCUS-Sample-Data, FOCUS-1.0/focus_sample.csv (CC BY 4.0). */
export const sample = fileURLToPath(new URL('../../../shared/data/bills/focus_1.0_sample_1000.csv', import.meta.url))

/** The test files that need data which are not here; said aloud, because nothing runs in their stead. */
export function testsWithoutData(): string[] {
  if (existsSync(sample)) return []
  process.stderr.write(`Left out: test/sources/focus/sample.test.ts. The FOCUS sample is not at ${sample}.\n`)
  return ['test/sources/focus/sample.test.ts']
}
