/** What a registry says, for tests, written by hand. */
import type { RegisteredName, RegisteredVersion, RegistryAnswer } from '../../src/records/registry.js'
import { withClient } from '../../src/store/index.js'
import { type RegistryOptions, type RegistryWritten, writeRegistry } from '../../src/store/registries/index.js'
import type { Ledger } from './ledger.js'

/** Version 1 of the model chat, created on the first of July. */
export function registered(said: Partial<RegisteredVersion> = {}): RegisteredVersion {
  return {
    model: 'chat',
    version: '1',
    createdAt: '2026-07-01T00:00:00.000Z',
    status: 'READY',
    stage: null,
    source: null,
    runId: null,
    tags: {},
    ...said,
  }
}

/** The name qwen, under which version 1 of the model chat is served. */
export function named(said: Partial<RegisteredName> = {}): RegisteredName {
  return { rule: 'tag', model: 'chat', version: '1', name: 'qwen', from: null, to: null, ...said }
}

export function answer(versions: readonly RegisteredVersion[], names: readonly RegisteredName[] = []): RegistryAnswer {
  return { registry: 'prod', versions, names, warnings: [], requests: 1 }
}

/** Writes what the registry said at a moment such as 2026-08-02T00:00Z. */
export async function register(
  ledger: Ledger,
  readAt: string,
  said: RegistryAnswer,
  options: Partial<RegistryOptions> = {},
): Promise<RegistryWritten> {
  const rules = { entries: [], providers: {} }
  const usual = { rules, servedAlias: undefined, allowEmpty: false, readAt: new Date(readAt), onStep: () => undefined }
  return withClient(ledger.pool, (client) => writeRegistry(client, said, { ...usual, ...options }))
}

/** Which version each hour of a deployment served, and who said so. */
export async function servedOf(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(' ', replica, to_char(from_hour, 'MM-DD HH24'), coalesce(nullif(to_char(to_hour, 'MM-DD HH24'), ''), 'open'),
       coalesce(model, served_model), coalesce(version, '-'), matched_by, coalesce(version_by, '-')) as row
     from fact.deployment order by source, replica, served_model, from_hour`,
  )
  return rows.map(({ row }) => String(row))
}
