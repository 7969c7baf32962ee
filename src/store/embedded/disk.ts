import { readFile, stat } from 'node:fs/promises'

/** The system's code of a failure, such as ENOENT, or an SQLSTATE. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown'
}

export async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(absent)) !== undefined
}

/** The text of a file, undefined when there is none. Every other failure is thrown: unreadable is not absent. */
export async function textOf(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(absent)
}

/** To be given to `catch`: turns "no such file or folder" into undefined. */
export function absent(cause: unknown): undefined {
  if (codeOf(cause) !== 'ENOENT') throw cause
}
