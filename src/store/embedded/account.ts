import { readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { ConfigError } from '../../errors.js'

/** An account to run PostgreSQL as. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** What the choice of an account depends on. */
export interface Caller {
  readonly uid: number
  /** Whether the system has a name for that uid. */
  readonly named: boolean
  /** The text of /etc/passwd. */
  readonly passwd: string
}

/** Accounts without rights of their own, best first. None is ever created. `_postgres` is what macOS calls it. */
const UNPRIVILEGED = ['postgres', '_postgres', 'nobody', 'daemon', 'bin']

/**
 * The account root has to borrow, or undefined for an ordinary user, who runs the server as himself. PostgreSQL refuses
 * root ("cannot be run as root") and refuses a uid without a name ("could not look up effective user ID").
 */
export function chooseAccount({ uid, named, passwd }: Caller): Account | undefined {
  if (!named) throw nameless(uid)
  if (uid !== 0) return undefined
  const accounts = parsePasswd(passwd)
  const found = UNPRIVILEGED.flatMap((name) => accounts.filter((account) => account.name === name))[0]
  if (found !== undefined) return found
  throw new ConfigError(
    `PostgreSQL does not run as root, and none of the accounts ${UNPRIVILEGED.join(', ')} exists to run it as. Run as an ordinary user, or set DATABASE_URL to a PostgreSQL 15 to 18.`,
    { facts: { uid } },
  )
}

/** Us. `userInfo` asks the system (getpwuid), as PostgreSQL does: on macOS and under LDAP users are not in /etc/passwd. */
export async function caller(): Promise<Caller> {
  const uid = process.geteuid?.() ?? -1
  return { uid, named: isNamed(), passwd: await readFile('/etc/passwd', 'utf8').catch(() => '') }
}

/** The account a folder belongs to: data that exist keep the owner they were made with. */
export async function ownerOf(folder: string): Promise<Account> {
  const { uid, gid } = await stat(folder)
  return { name: String(uid), uid, gid }
}

/** Whether the account may walk from / down to the folder. Groups other than its own are not counted: spawn drops them. */
export async function mayEnter(folder: string, account: Account): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder)
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
  if ((mode & bit) === 0) return false
  const parent = dirname(folder)
  return parent === folder || (await mayEnter(parent, account))
}

/** Negative ids (macOS's nobody is -2) are left out: chown and spawn disagree about how to write them. */
function parsePasswd(text: string): Account[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    const known = name !== undefined && /^\d+$/.test(uid ?? '') && /^\d+$/.test(gid ?? '') && Number(uid) > 0
    return known ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}

function isNamed(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

function nameless(uid: number): ConfigError {
  return new ConfigError(
    `The user id ${uid} has no name on this system, and PostgreSQL does not start under such an id. Set DATABASE_URL to a PostgreSQL 15 to 18, or give the id a name (a line in /etc/passwd, in a container: useradd --uid ${uid} tokenledger).`,
    { facts: { uid } },
  )
}
