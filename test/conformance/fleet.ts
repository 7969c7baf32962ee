/** Both servers, filled with the same samples, for the length of a test file. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openFolder, removeFolder } from './postgres.js'
import { startPrometheus } from './prometheus.js'
import type { Series, TelemetryServer } from './telemetry.js'
import { startVictoriaMetrics } from './victoria-metrics.js'

export const kinds = ['Prometheus', 'VictoriaMetrics'] as const
export type Kind = (typeof kinds)[number]

const start = { Prometheus: startPrometheus, VictoriaMetrics: startVictoriaMetrics } as const

/** Answers with the way to a server once the tests run. A server that cannot be started fails its own tests only. */
export function bothServers(series: readonly Series[]): (kind: Kind) => Promise<TelemetryServer> {
  const started = new Map<Kind, Promise<TelemetryServer>>()
  let folder = ''
  beforeAll(async () => {
    folder = await openFolder()
    for (const kind of kinds) started.set(kind, startIn(kind, join(folder, kind), series))
    await Promise.allSettled(started.values())
  })
  afterAll(async () => {
    for (const server of await Promise.allSettled(started.values())) {
      if (server.status === 'fulfilled') await server.value.stop()
    }
    await removeFolder(folder)
  })
  return async (kind) => {
    const server = await started.get(kind)
    if (server === undefined) throw new Error(`${kind} was not started.`)
    return server
  }
}

async function startIn(kind: Kind, folder: string, series: readonly Series[]): Promise<TelemetryServer> {
  await mkdir(folder)
  return start[kind](folder, series)
}
