/** `tokenledger bills edge` killed in its midst: nothing of it stays, and the next one does what an undisturbed one does. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { brokenLaws, differences, dumpOf } from '../support/dump.js'
import { test } from '../support/ledger.js'
import { query, until } from '../store/embedded/given.js'
import { killedAt, nothingLeft, tokenledger, wellEnded } from './command.js'
import { withDatabase } from './database.js'

const DEVICES = `sites:
  - { site: shop, energy: [{ per_kwh: '0.5', currency: CNY }] }
devices:
  - { id: jetson-01, site: shop, bought: 2026-01-15, price: '7999.00', currency: CNY, lifetime_months: 3, idle_watts: 15, ended: 2026-05-20 }
`
const connected = `select from pg_stat_activity where datname = current_database() and application_name = 'tokenledger'`

test('a bill of devices that was killed again and again is in the end what an undisturbed one is', async ({
  ledger,
}) => {
  await withDatabase(async (clean) => {
    const home = join(ledger.folder, 'home')
    await mkdir(home)
    await writeFile(join(ledger.folder, 'edge.yaml'), DEVICES)
    await writeFile(join(ledger.folder, 'tokenledger.yaml'), 'bills: { edge: [{ devices: ./edge.yaml }] }\n')
    const bill = (database: string) => tokenledger(['bills', 'edge'], { home, database, cwd: ledger.folder })
    const killed: (string | undefined)[] = []

    for (const phase of ['copy', 'write', 'split', 'report'] as const) {
      const running = bill(ledger.url)
      const ended = await killedAt(running, phase, 0)
      await nothingLeft(running)
      await until(async () => (await query(ledger.url, connected)).length === 0)
      if (ended.signal === 'SIGKILL') killed.push(ended.phase)
    }
    wellEnded(await bill(ledger.url).ended)
    wellEnded(await bill(clean).ended)
    wellEnded(await bill(clean).ended)

    expect(killed.length).toBeGreaterThan(0)
    expect(differences(await dumpOf(ledger.url), await dumpOf(clean))).toEqual([])
    expect(await query(ledger.url, 'select from ops.window where complete')).toHaveLength(5)
    expect(await brokenLaws(ledger.url)).toEqual([])
  })
})
