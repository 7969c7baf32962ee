/** When the dated map changed: all deployments, and the presence and days that follow from them, are derived anew. */
import { emptyStaging, type Folding } from '../fold.js'
import { inTransaction, type PoolClient } from '../pool.js'
import { lockFold } from '../windows.js'
import {
  type Derived,
  deriveDeployments,
  type DeploymentRules,
  demandApart,
  fingerprintOf,
  keepMap,
  knownFingerprint,
} from './deployments.js'
import { type Respread, respread } from './respread.js'
import { openRun, writeRun } from './run.js'
import { sourcesRead } from '../split/refold.js'

export interface Rederived {
  readonly deployments: Derived
  readonly respread: Respread
}

/**
 * Answers undefined when the map is the one already in force. Reads all usage there is: 4 million rows a year for 500 replicas.
 * @throws ConfigError when two entries say different things of one name, LedgerBroken when a law fails
 */
export async function applyMap(
  client: PoolClient,
  rules: DeploymentRules,
  onStep: Folding['onStep'],
): Promise<Rederived | undefined> {
  demandApart(rules.entries)
  return inTransaction(client, async () => {
    await lockFold(client)
    const content = fingerprintOf(rules)
    if ((await knownFingerprint(client)) === content) return undefined
    const run = await openRun(client)
    const folding = { client, id: run.id, onStep }
    await client.query(
      `insert into stage.replica (load_id, source, replica, served_model, from_hour, to_hour)
       select $1, source, replica, served_model, '-infinity', 'infinity' from fact.usage_hour
       group by source, replica, served_model`,
      [run.id],
    )
    const deployments = await deriveDeployments(client, run.id, rules)
    await keepMap(client, run.id, rules)
    const spread = await respread(folding, {
      sources: await sourcesRead(client),
      from: '-infinity',
      to: 'infinity',
      completed: undefined,
      cause: 'mapping',
    })
    const { came, gone } = deployments
    if (came + gone > 0) {
      await writeRun(run, {
        feed: 'deployments',
        content,
        complete: true,
        accepted: 0,
        came,
        gone,
        folded: spread.folded,
      })
    }
    await emptyStaging(client, [run.id])
    return { deployments, respread: spread }
  })
}
