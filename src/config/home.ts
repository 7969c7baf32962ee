import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const NAME = 'tokenledger.yaml'

/** Where a command runs and what it was told. */
export interface ConfigOptions {
  /** The file named on the command line. */
  readonly file?: string | undefined
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** The file in force: the one named, else `$TOKENLEDGER_CONFIG`, else the nearest `tokenledger.yaml` upward, else none. */
export function configFile({ file, cwd, env }: ConfigOptions): string | undefined {
  const named = file ?? set(env['TOKENLEDGER_CONFIG'])
  return named === undefined ? nearestUpward(resolve(cwd)) : resolve(cwd, named)
}

/**
 * The folder of everything we keep (embedded database, temporary files): `$TOKENLEDGER_HOME`, else `.tokenledger` beside
 * the file in force, else `~/.tokenledger`. Beside the file, so that two projects never share a database by accident.
 */
export function homeFolder(options: ConfigOptions): string {
  const { cwd, env } = options
  const told = set(env['TOKENLEDGER_HOME'])
  if (told !== undefined) return resolve(cwd, told)
  const file = configFile(options)
  return join(file === undefined ? (set(env['HOME']) ?? homedir()) : dirname(file), '.tokenledger')
}

/** A variable that is set to something: compose files and manifests set empty ones for what they do not know. */
export function set(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}

function nearestUpward(folder: string): string | undefined {
  const file = join(folder, NAME)
  if (existsSync(file)) return file
  return dirname(folder) === folder ? undefined : nearestUpward(dirname(folder))
}
