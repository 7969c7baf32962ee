/** What `doctor` says: no permission, no export of FOCUS, no run yet, or what there is. */
import { ConfigError, LedgerError, SourceDown } from '../../errors.js'
import type { Finding } from '../../records/bill-source.js'
import type { Container } from './client.js'
import { isManifest, newestOf, type Run } from './runs.js'
import type { AzureSettings } from './settings.js'

export async function probe(
  container: Container,
  settings: AzureSettings,
  runsIn: () => Promise<readonly Run[]>,
): Promise<readonly Finding[]> {
  const { name, container: where, prefix } = settings
  const list = await tried(`${name}: list ${where}`, async () => {
    await container.look(prefix)
    return { state: 'ok', says: `Blobs in ${where} can be listed.` }
  })
  if (list.state !== 'ok') return [list]
  const exports = await tried(`${name}: exports below ${prefix === '' ? '/' : prefix}`, async () => {
    const newest = newestOf(await runsIn())
    const [last] = newest.toReversed()
    if (last !== undefined) {
      return {
        state: 'ok',
        says: `${newest.length} months, the last run of ${last.period} submitted at ${last.submitted}.`,
      }
    }
    return noneOf((await container.list(prefix)).some(isManifest))
  })
  return [list, exports]
}

type Said = Pick<Finding, 'state' | 'says' | 'remedy'>

function noneOf(others: boolean): Said {
  return others
    ? {
        state: 'not_switched_on',
        says: 'There are exports, and none of them is of FOCUS costs.',
        remedy: 'Create an export of type "Cost and usage details (FOCUS)", daily, month to date.',
      }
    : {
        state: 'no_data_yet',
        says: 'There is no complete run.',
        remedy: 'Wait: once a run has begun, its files come within four hours. Else check prefix.',
      }
}

async function tried(what: string, work: () => Promise<Said>): Promise<Finding> {
  try {
    return { what, ...(await work()) }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    const state = error instanceof SourceDown ? 'down' : error instanceof ConfigError ? 'not_switched_on' : 'refused'
    return { what, state, says: error.message }
  }
}
