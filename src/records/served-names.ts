/** From the tags of registered versions to the names that they are served under. */
import { parseInstant } from '../units/instant.js'
import type { RegisteredName, RegisteredVersion } from './registry.js'

/** The tags that say under which name a version is served, and since when. */
export interface ServedTags {
  readonly servedTag: string
  readonly validFromTag: string
}

/**
 * The names that tags give to versions. A date that is none is told, and the name is left out: from when it holds was said, and
 * nobody can tell what was meant.
 */
export function namesOfTags(
  versions: readonly RegisteredVersion[],
  { servedTag, validFromTag }: ServedTags,
): { readonly names: RegisteredName[]; readonly warnings: string[] } {
  const names: RegisteredName[] = []
  const warnings: string[] = []
  for (const { model, version, tags } of versions) {
    const name = tags[servedTag]?.trim() ?? ''
    const written = tags[validFromTag]?.trim() ?? ''
    if (name === '') continue
    const from = written === '' ? null : instantOf(written)
    if (from === undefined) {
      warnings.push(
        `${model} ${version}: its tag ${validFromTag} is ${JSON.stringify(written)}; expected a time in UTC, such as ` +
          '2026-08-01T12:00:00Z. Its name is left out until then.',
      )
    } else names.push({ rule: 'tag', model, version, name, from, to: null })
  }
  return { names, warnings }
}

/** Of a day, its first moment in UTC. Undefined: no time, or none in UTC. */
export function instantOf(written: string): string | undefined {
  try {
    return parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(written) ? `${written}T00:00:00Z` : written)
  } catch {
    return undefined
  }
}
