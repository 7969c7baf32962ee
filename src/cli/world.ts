import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { ConfigError } from '../errors.js'
import { Dice } from '../world/seeded/dice.js'
import { edgeFileOf } from '../world/seeded/edge-file.js'
import { type FarEnds, startFarEnds } from '../world/seeded/far-ends.js'
import { type Fault, FAULTS, type Plan, planOf } from '../world/seeded/faults.js'
import { type Fleet, fleetOf } from '../world/seeded/fleet.js'
import { PROVIDERS } from '../world/seeded/machines.js'
import { DAY, floor, utc } from '../world/seeded/moments.js'
import { settingsOf } from '../world/seeded/settings.js'
import type { Shared } from './context.js'
import { untilSignal } from './leave.js'
import { say, sayJson } from './print.js'

interface Options extends Shared {
  readonly seed: string
  readonly days: string
  readonly from?: string
  readonly clouds: string
  readonly machines: string
  readonly faults: string
  readonly folder?: string
}

/** As `tokenledger bills` calls them; those with a bill in a bucket are of an account of their own. */
const CLOUDS = ['aws', 'aws-exports', 'gcp', 'alibaba', 'tencent'] as const
type Cloud = (typeof CLOUDS)[number]

export function worldCommand(): Command {
  return new Command('world')
    .summary('serve a made-up fleet, its bills and its telemetry on loopback')
    .description(
      'A world without an account: machines on four clouds and what serves on them, made up from a seed, and behind ' +
        'addresses of loopback the bills as Cost Explorer, exports in S3, BigQuery, Alibaba Cloud and Tencent Cloud tell them, a Prometheus, ' +
        'and a bank that fixes rates. They check signatures, count requests and are late, as the real ones are; with ' +
        '--faults they and the way to them also fail. It lives by the clock of this machine until it is asked to end. ' +
        'The settings that fit it are printed, and written to a folder with keys that are worth nothing elsewhere.',
    )
    .option('--seed <number>', 'which world: the same number is the same world, on the same first day', '7')
    .option('--days <number>', 'how many days it has lived already, 1 to 400', '3')
    .option('--from <day>', 'the first day in UTC; so many days ago when not named')
    .option('--clouds <list>', `which of ${CLOUDS.join(',')}`, CLOUDS.join(','))
    .option('--machines <number>', 'how many on each, 1 to 20', '2')
    .option('--faults <list>', `none, all, or some of ${FAULTS.join(',')}`, 'none')
    .option('--folder <path>', 'where settings and keys are written (default: tokenledger-world-<seed>)')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger world --seed 7 --days 3 &\n  cd tokenledger-world-7 && tokenledger run\n' +
        '  tokenledger world --seed 7 --days 30 --faults all --clouds aws,gcp --folder /tmp/two-clouds\n\n' +
        'Exit codes: 0 asked to end, 2 mend the call.',
    )
    .action(async (_, command: Command) => run(command.optsWithGlobals()))
}

async function run(options: Options): Promise<void> {
  const [seed, days] = [whole('--seed', options.seed, 0, 2 ** 31), whole('--days', options.days, 1, 400)]
  const from = options.from === undefined ? floor(Date.now() / 1000, DAY) - days * DAY : dayNamed(options.from)
  const [clouds, kinds] = [cloudsNamed(options.clouds), faultsNamed(options.faults)]
  const folder = resolve(options.folder ?? `tokenledger-world-${seed}`)
  const machines = whole('--machines', options.machines, 1, 20)
  // A day more than there has been: it goes on while it is looked at.
  const life = { from, to: from + (days + 2) * DAY }
  const head = `# World ${seed} of ${machines} machines on ${clouds.join(', ')}, ${days} days from ${utc(from).slice(0, 10)}.\n`
  await demandOwn(folder, head)

  const signal = untilSignal()
  const providers = PROVIDERS.filter((provider) => clouds.includes(provider))
  const fleet = fleetOf({ seed, providers, machines, life, exports: clouds.includes('aws-exports'), edge: true })
  const ends = await startFarEnds(fleet, () => Date.now() / 1000, planFor(seed, kinds))
  try {
    const yaml = await written(folder, head, fleet, ends)
    tell(options, { folder, yaml, seed, clouds, kinds, from, ends })
    await turning(ends, signal)
  } finally {
    await ends.close()
  }
}

/** Lets time pass until it is asked to end. */
async function turning(ends: FarEnds, asked: Promise<unknown>): Promise<void> {
  let turn: NodeJS.Timeout | undefined
  const failed = new Promise<never>((_, reject) => {
    turn = setInterval(() => void ends.catchUp().catch(reject), 5000)
  })
  await Promise.race([asked, failed]).finally(() => clearInterval(turn))
}

function planFor(seed: number, kinds: readonly Fault[]): Plan | undefined {
  if (kinds.length === 0) return undefined
  return planOf(new Dice(`faults ${seed}`), { kinds, percent: 10, inARow: 2, most: Number.POSITIVE_INFINITY })
}

/** Another world's ledger lies beside its settings: bills of two worlds in one would be of neither. */
async function demandOwn(folder: string, head: string): Promise<void> {
  const there = await readFile(join(folder, 'tokenledger.yaml'), 'utf8').catch(() => undefined)
  if (there === undefined || there.startsWith(head)) return
  throw new ConfigError(`${folder} has settings of something else. Name another --folder, or remove it.`, {
    facts: { folder },
  })
}

async function written(folder: string, head: string, fleet: Fleet, ends: FarEnds): Promise<string> {
  const keys = join(folder, 'keys')
  const devices = edgeFileOf(fleet)
  const path = devices === undefined ? undefined : './edge.yaml'
  const { yaml, secrets } = settingsOf(fleet, ends, (name) => join(keys, name), path)
  await mkdir(keys, { recursive: true })
  if (devices !== undefined) await writeFile(join(folder, 'edge.yaml'), devices)
  for (const [name, text] of Object.entries(secrets)) await writeFile(join(keys, name), text, { mode: 0o600 })
  await writeFile(join(folder, 'tokenledger.yaml'), head + yaml)
  return head + yaml
}

interface Told {
  readonly folder: string
  readonly yaml: string
  readonly seed: number
  readonly clouds: readonly Cloud[]
  readonly kinds: readonly Fault[]
  readonly from: number
  readonly ends: FarEnds
}

function tell({ json, quiet }: Options, { folder, yaml, seed, clouds, kinds, from, ends }: Told): void {
  const { aws, s3, gcp, alibaba, tencent, prometheus, cfets } = ends
  const addresses = { aws, s3, gcp, alibaba, tencent, prometheus, cfets }
  if (json === true) {
    return sayJson({ seed, from: utc(from), clouds, faults: kinds, folder, addresses, settings: yaml })
  }
  if (quiet === true) return
  say(yaml)
  say(`# cd ${folder} && tokenledger run`)
}

function cloudsNamed(list: string): Cloud[] {
  const names = list.split(',').map((name) => name.trim())
  const strange = names.find((name) => !CLOUDS.some((known) => known === name))
  if (strange === undefined) return CLOUDS.filter((known) => names.includes(known))
  throw new ConfigError(`--clouds names ${JSON.stringify(strange)}. Name some of ${CLOUDS.join(',')}.`)
}

function faultsNamed(list: string): Fault[] {
  if (list === 'none') return []
  if (list === 'all') return [...FAULTS]
  const names = list.split(',').map((name) => name.trim())
  const strange = names.find((name) => !FAULTS.some((known) => known === name))
  if (strange === undefined) return FAULTS.filter((known) => names.includes(known))
  throw new ConfigError(`--faults names ${JSON.stringify(strange)}. Name none, all, or some of ${FAULTS.join(',')}.`)
}

function whole(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  throw new ConfigError(`${option} is ${JSON.stringify(text)}. Write a whole number from ${least} to ${most}.`)
}

function dayNamed(text: string): number {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (Number.isFinite(at) && utc(at / 1000).startsWith(text)) return at / 1000
  throw new ConfigError(`--from is ${JSON.stringify(text)}, which is no day. Write it as 2026-08-22.`)
}
