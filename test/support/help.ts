/** What the commands say of themselves, and which commands a page names. */
import { execFileSync } from 'node:child_process'
import { shipped } from '../../src/shipped.js'

const main = shipped('dist/src/cli/main.js')
const helps = new Map<string, string>()

export function helpOf(command: readonly string[]): string {
  const key = command.join(' ')
  const known = helps.get(key)
  if (known !== undefined) return known
  const help = execFileSync(process.execPath, [main, ...command, '--help'], { encoding: 'utf8' })
  helps.set(key, help)
  return help
}

/** The commands that a help lists, each with what it says of it; long texts are told on several lines. */
function subcommands(command: readonly string[]): { name: string; alias: string | undefined; summary: string }[] {
  const listed = /^Commands:\n((?: {2}.*\n?|\n)*)/m.exec(helpOf(command))?.[1] ?? ''
  const found: { name: string; alias: string | undefined; summary: string }[] = []
  for (const line of listed.split('\n')) {
    const [, name, alias, rest = ''] = /^ {2}([a-z-]+)(?:\|([a-z-]+))?(?: [[<]\S*)*\s+(\S.*)$/.exec(line) ?? []
    const last = found.at(-1)
    if (name !== undefined) found.push({ name, alias, summary: rest })
    else if (last !== undefined && line.trim() !== '') last.summary += ` ${line.trim()}`
  }
  return found.filter(({ name }) => name !== 'help')
}

export function leaves(command: readonly string[]): { command: string; summary: string }[] {
  return subcommands(command).flatMap(({ name, summary }) => {
    const self = { command: [...command, name].join(' '), summary }
    const below = leaves([...command, name])
    return below.length === 0 || doesSomething([...command, name]) ? [self, ...below] : below
  })
}

/** One that only gathers others has no options but that of its help. */
function doesSomething(command: readonly string[]): boolean {
  const options = /^Options:\n((?: {2}.*\n?)*)/m.exec(helpOf(command))?.[1] ?? ''
  return (options.match(/^ {2}-/gm) ?? []).length > 1
}

/** The longest beginning of the words that is a command. */
export function longest(words: readonly string[], command: readonly string[] = []): readonly string[] {
  const [next] = words
  const known = next !== undefined && subcommands(command).some(({ name, alias }) => [name, alias].includes(next))
  return known ? longest(words.slice(1), [...command, next]) : command
}

/** A command line that a page shows: `db url` and its options. */
export interface Shown {
  readonly words: readonly string[]
  readonly options: readonly string[]
}

/** Every call of tokenledger in the code of a page: in blocks and in backquotes. */
export function callsIn(page: string): Shown[] {
  const text = [...page.matchAll(/^```\w*\n([^]*?)^```$|`([^`\n]+)`/gm)]
    .map(([, block, code]) => block ?? code)
    .join('\n')
  const calls = text.matchAll(/\btokenledger((?: +(?:[a-z][a-z-]*\b|--[a-z-]+|"[^"\n]*"|'[^'\n]*'|[^\s`|)>&;"']+))+)/g)
  return [...calls].map(([, rest = '']) => {
    const parts = rest.trim().split(/ +/)
    const options = parts.filter((part) => /^--[a-z]/.test(part)).map((part) => part.replace(/[^a-z-].*$/, ''))
    const first = parts.findIndex((part) => !/^[a-z][a-z-]*$/.test(part))
    return { words: first === -1 ? parts : parts.slice(0, first), options }
  })
}
