import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const root = dirname(createRequire(import.meta.url).resolve('#package'))

/**
 * The path of something that ships with the package (`sql`, `migrations/0001_bills.sql`): the same from dist, from tests and
 * from a global install. `import.meta.resolve` would say it too, but the test runner does not have it.
 */
export function shipped(path: string): string {
  return join(root, path)
}

/** The version of this package, as package.json says it. */
export function versionOf(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(shipped('package.json'), 'utf8'))
  return version
}
