/** The job `versions`. Registries keep no history, so there is none to fetch: what they say is dated when it is heard. */
import type { Config } from '../../src/config/index.js'
import type { Store } from '../../src/store/index.js'
import { count, several } from '../../src/words.js'
import { splitByOf } from '../fold.js'
import type { Job, JobOutcome, Surroundings } from '../job.js'
import { NONE, registriesNamed, registriesOf } from '../registries.js'
import { rulesOf } from '../usage-options.js'
import { cron, isLacking, loadVersions, name } from '../versions.js'

export const versionsJob: Job = {
  name,
  stage: 'usage',
  optional: true,
  summary: 'versions, tags and aliases from the registries of versions',
  cron,
  memory: '512Mi',
  lacks: (config) => (registriesOf(config).length > 0 ? undefined : NONE),
  run: load,
  histories: () => [],
}

async function load(store: Store, config: Config, around: Surroundings): Promise<JobOutcome> {
  const { now, dryRun, patience, onStep } = around
  const sources = registriesNamed(config, undefined, patience)
  if (dryRun) {
    return { outcome: 'planned', says: `would read ${sources.map((one) => one.name).join(', ')}`, loadIds: [] }
  }
  const loaded = await loadVersions(store, {
    sources,
    split: splitByOf(config),
    rules: rulesOf(config),
    allowEmpty: false,
    now,
    onStep: (registry) => onStep(registry),
  })
  const loadIds = loaded.flatMap(({ loadId }) => loadId ?? [])
  const versions = loaded.reduce((sum, one) => sum + one.versions, 0)
  const incomplete = loaded.filter(isLacking)
  const warnings = incomplete.flatMap(({ registry, outcome, warnings: said }) =>
    outcome === 'kept_empty' ? [`${registry} holds no version now, what it held is kept`] : said,
  )
  return {
    outcome: incomplete.length > 0 ? 'incomplete' : loadIds.length > 0 ? 'loaded' : 'unchanged',
    says: [
      `${several(versions, 'version')} in ${loaded.length === 1 ? 'one registry' : `${count(loaded.length)} registries`}, ${count(loadIds.length)} changed`,
      ...warnings,
    ].join('; '),
    requests: loaded.reduce((sum, one) => sum + one.requests, 0),
    loadIds,
  }
}
