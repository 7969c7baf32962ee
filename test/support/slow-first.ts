import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take a minute, the longest first: begun last, one of them would keep the others' workers waiting for it. */
const SLOW = [
  'test/docs.test.ts',
  'test/crash/',
  'test/world-oracle/',
  'test/conformance/versions.test.ts', // waits half a minute for MLflow to start
  'test/jobs/secrets/',
  'test/cli/demo.test.ts',
  'test/store/split/split.property.test.ts',
  'test/store/hours-equal-lines.property.test.ts',
  'test/package.test.ts',
  'test/jobs/bills-edge.test.ts',
  'test/cli/',
]

/** The order of files when no earlier run tells how long each takes, as in a clean clone. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = SLOW.findIndex((part) => moduleId.includes(part))
      return found === -1 ? SLOW.length : found
    }
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer's, which changes no array
    const known = await super.sort(files)
    return known.toSorted((a, b) => rank(a) - rank(b))
  }
}
