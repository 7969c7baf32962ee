/** A bucket for tests with an export in it, as AWS delivers one. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { Secret } from '../../../src/config/index.js'
import { awsExports, type ExportSettings } from '../../../src/sources/aws/exports/index.js'
import { type S3Manners, startS3 } from '../../../src/world/s3.js'

export const NOW = new Date('2026-08-23T08:00:00Z')
export const KEY = { id: 'AKIDEXAMPLE', secret: 'the-secret-key-of-tests' }
export const BASE = 'bills/focus'

export async function aBucket(manners: Partial<S3Manners> = {}, given: Partial<ExportSettings> = {}) {
  const world = await startS3({ bucket: 'ledger', keys: [KEY], ...manners })
  onTestFinished(() => world.close())
  const settings: ExportSettings = {
    name: 'aws',
    credentials: {
      kind: 'keys',
      accessKeyId: KEY.id,
      secretAccessKey: new Secret(KEY.secret),
      sessionToken: undefined,
    },
    endpoint: world.url,
    proxy: undefined,
    timeoutMs: 20_000,
    patience: { retries: 2, firstWaitMs: 1 },
    bucket: 'ledger',
    region: 'us-east-1',
    prefix: 'bills',
    exportName: 'focus',
    table: 'focus',
    from: '2026-01',
    memoryLimit: '300MB',
    pathStyle: true,
    ...given,
  }
  return { world, settings, exports: awsExports(settings) }
}

/** Puts data files, and then the manifest that lists them. */
export function deliver(
  world: { put(key: string, body: string | Buffer, modified?: string): void },
  period: string,
  files: Readonly<Record<string, string>>,
  { partition = 'BILLING_PERIOD', modified = '2026-08-23T06:00:00.000Z', base = BASE } = {},
): void {
  const keys = Object.keys(files).map((name) => `${base}/data/${partition}=${period}/${name}`)
  for (const [name, text] of Object.entries(files)) {
    world.put(`${base}/data/${partition}=${period}/${name}`, name.endsWith('.gz') ? gzipSync(text) : text, modified)
  }
  const manifest = { dataFiles: keys.map((key) => `s3://ledger/${key}`), executionId: modified }
  world.put(
    `${base}/metadata/${partition}=${period}/${base.split('/').at(-1)}-Manifest.json`,
    JSON.stringify(manifest),
    modified,
  )
}

export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'export-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function textOf(path: string): string {
  return readFileSync(path, 'utf8')
}
