/** A registry of MLflow as tests ask for it. */
import { onTestFinished } from 'vitest'
import { Secret } from '../../../src/config/index.js'
import type { MlflowSettings } from '../../../src/sources/mlflow/index.js'
import { type MlflowManners, type MlflowWorld, startMlflow, type WorldRegistry } from '../../../src/world/mlflow.js'

export function settingsOf(url: string, said: Partial<MlflowSettings> = {}): MlflowSettings {
  return {
    name: 'prod',
    url,
    auth: undefined,
    servedTag: 'served_model_name',
    validFromTag: 'valid_from',
    servedAlias: undefined,
    asksAliases: true,
    patience: { retries: 2, firstWaitMs: 1 },
    ...said,
  }
}

export async function anMlflow(registry: WorldRegistry, manners: MlflowManners = {}): Promise<MlflowWorld> {
  const world = await startMlflow(registry, manners)
  onTestFinished(() => world.close())
  return world
}

export const PASSWORD = { kind: 'basic', username: 'admin', password: new Secret('password1234password') } as const
