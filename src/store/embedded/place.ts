import { createHash } from 'node:crypto'
import { access, chmod, constants, mkdir, mkdtemp, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '../../errors.js'
import { type Account, caller, chooseAccount, mayEnter, ownerOf } from './account.js'
import { codeOf } from './disk.js'
import { clusterExists, type Place, placeOf, recall, remember } from './record.js'

/** A place and the account to work there as; undefined means as ourselves. */
export interface Site extends Place {
  readonly account: Account | undefined
}

/** Where root's cluster goes when its home is closed, best first; what is in a temp folder may be swept away. */
const OUTSIDE = [
  { parent: '/var/lib/tokenledger', lasting: true },
  { parent: tmpdir(), lasting: false },
  { parent: '/tmp', lasting: false },
]

/** Makes the home. Closed to others for a user; for root open to pass through (0711), because the server is not root. */
export async function openHome(home: string): Promise<string> {
  demandQuotable(home)
  try {
    await mkdir(home, { recursive: true, mode: process.geteuid?.() === 0 ? 0o711 : 0o700 })
    await access(home, constants.W_OK | constants.X_OK)
    return await realpath(home)
  } catch (cause) {
    throw new ConfigError(
      `Cannot write to ${home} (${codeOf(cause)}). Set TOKENLEDGER_HOME to a folder you may write to.`,
      {
        cause,
        facts: { home },
      },
    )
  }
}

/** Decides where the cluster of this home is or will be, and whose it is. To be called under the start lock. */
export async function settle(home: string): Promise<Site> {
  const account = chooseAccount(await caller())
  const place = placeOf(home, await recall(home))
  if (await clusterExists(place.dataFolder)) return { ...place, account: account && (await ownerOf(place.dataFolder)) }
  if (place.folder !== home && place.port !== undefined) throw lost(place)
  if (account === undefined) return { ...place, account }
  if (await mayEnter(place.folder, account).catch(() => false)) return { ...place, account }
  return { ...(await moveOut(home, account)), account }
}

/** A folder of root's that the account can walk to; always a new one, because a name one can guess can be laid in wait. */
async function moveOut(home: string, account: Account): Promise<Place> {
  const prefix = `${createHash('sha256').update(home).digest('hex').slice(0, 8)}-`
  for (const { parent, lasting } of OUTSIDE) {
    const folder = await newFolder(parent, prefix, account)
    if (folder === undefined) continue
    const warning = lasting ? '' : ' The system may sweep that folder: set TOKENLEDGER_HOME to one that lasts.'
    const note = `The account ${account.name} may not enter ${home}, so the cluster is in ${folder}.${warning}`
    const place = placeOf(home, { folder, note })
    await remember(place)
    return place
  }
  throw new ConfigError(
    `The account ${account.name}, which root borrows for PostgreSQL, may enter neither ${home} nor /var/lib/tokenledger nor /tmp. Set TOKENLEDGER_HOME to a folder it may enter, or DATABASE_URL to a PostgreSQL 15 to 18.`,
    { facts: { home, account: account.name } },
  )
}

async function newFolder(parent: string, prefix: string, account: Account): Promise<string | undefined> {
  try {
    if ((await mkdir(parent, { recursive: true })) !== undefined) await chmod(parent, 0o711)
    const folder = await mkdtemp(join(await realpath(parent), prefix))
    await chmod(folder, 0o711)
    return (await mayEnter(folder, account)) ? folder : undefined
  } catch {
    return undefined // read-only, or not ours: the next one
  }
}

function lost(place: Place): ConfigError {
  const record = join(place.home, 'server.json')
  return new ConfigError(
    `The cluster of ${place.home} was in ${place.dataFolder}, which is gone. Bring it back, or delete ${record} to begin anew.`,
    { facts: { home: place.home, dataFolder: place.dataFolder } },
  )
}

/** initdb hands its own path to a shell between double quotes: what ends them or means something inside must not be in it. */
function demandQuotable(home: string): void {
  if (!/["`$\\\n\r]/.test(home)) return
  throw new ConfigError(
    `The home ${JSON.stringify(home)} has a sign in its path that PostgreSQL's initdb cannot take (" \` $ \\ or a line end). Set TOKENLEDGER_HOME to another folder.`,
    { facts: { home } },
  )
}
