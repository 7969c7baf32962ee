/** `tokenledger bills <cloud>`: a bill that is asked for over an API. */
import { Command } from 'commander'
import {
  type AccountLoaded,
  type ApiAsked,
  type Cloud,
  codeOf,
  loadCloud,
  noticesOf,
} from '../../jobs/list/bills-api.js'
import { worstOf } from '../../jobs/run.js'
import { ConfigError } from '../errors.js'
import { maskUrl } from '../log.js'
import { type Store } from '../store/index.js'
import { type Context, contextOf, withStore } from './context.js'
import { amount, count, say, sayJson, several, table } from './print.js'
import { progressOf } from './progress.js'
import { tell } from './status-telemetry.js'

interface Options {
  readonly account?: string
  readonly from?: string
  readonly to?: string
  readonly allowEmpty?: true
  readonly dryRun?: true
}

export function cloudCommand(cloud: Cloud): Command {
  return new Command(cloud.cloud)
    .summary(cloud.summary)
    .description(
      `Load ${cloud.summary} of the accounts of bills.${cloud.cloud}. It finds by itself what is new and what may still\n` +
        'change, replaces whole windows, and writes only what differs. Running it again changes nothing.',
    )
    .option('--account <name>', 'only this account of the settings')
    .option('--from <day>', 'the first day to read, with --to; without both: what is due')
    .option('--to <day>', 'the first day that is not read')
    .option('--allow-empty', 'let an answer without a line empty what is loaded: the provider withdrew it all')
    .option('--dry-run', 'say what would be asked and how many requests it takes; write nothing')
    .addHelpText(
      'after',
      `\nExamples:\n  tokenledger bills ${cloud.cloud}\n  tokenledger bills ${cloud.cloud} --from 2026-08-01 --to 2026-09-01 --dry-run\n\n` +
        'Exit codes: 0 loaded or nothing new, 2 mend the settings, 3 refused, 4 try again, 5 something was not understood,\n' +
        '6 it does not add up. An account that fails does not keep the others from being read.',
    )
    .action(async (options: Options, command: Command) => run(contextOf(command), cloud, options))
}

async function run(context: Context, cloud: Cloud, options: Options): Promise<void> {
  const { config, shared } = context
  const names = cloud.configured(config)
  demand(cloud, names, options)
  const asked: ApiAsked = {
    account: options.account,
    range: options.from === undefined ? undefined : { from: options.from, to: options.to ?? '' },
    allowEmpty: options.allowEmpty === true,
  }
  const progress = progressOf(context)
  const around = { now: new Date(), dryRun: options.dryRun === true, onStep: progress.step }
  const load = (store: Store) => loadCloud(cloud, store, config, asked, around).finally(progress.end)
  const accounts = await withStore(context, load)
  logAccounts(context, cloud, accounts)
  if (shared.json === true) sayJson({ cloud: cloud.cloud, dryRun: around.dryRun, accounts: accounts.map(toldOf) })
  else if (shared.quiet !== true) show(accounts, around.dryRun)
  for (const { account, failed } of accounts) {
    if (failed !== undefined) process.stderr.write(`${cloud.cloud} ${account}: ${maskUrl(failed.message)}\n`)
  }
  process.exitCode = worstOf(accounts.map((one) => ({ exitCode: exitCodeOf(one) })))
}

/** @throws ConfigError for an account that is not configured, or half a range */
function demand({ cloud }: Cloud, names: readonly string[], { account, from, to }: Options): void {
  if (names.length === 0) {
    throw new ConfigError(
      `No account of ${cloud} is configured. Set bills.${cloud} in tokenledger.yaml; docs/${cloud}.md says how.`,
    )
  }
  if (account !== undefined && !names.includes(account)) {
    throw new ConfigError(`bills.${cloud} names no account ${account}. It names ${names.join(', ')}.`)
  }
  if ((from === undefined) !== (to === undefined)) {
    throw new ConfigError('--from and --to go together: name both, or neither for what is due.')
  }
}

function exitCodeOf({ failed, pieces }: AccountLoaded): number {
  if (failed !== undefined) return codeOf(failed)
  return pieces.some(({ replaced }) => replaced.linesRejected > 0n) ? 5 : 0
}

function logAccounts({ log }: Context, { cloud }: Cloud, accounts: readonly AccountLoaded[]): void {
  for (const one of accounts) {
    const said = { command: `bills ${cloud}`, account: one.account, pieces: one.pieces.length, requests: one.requests }
    if (one.failed === undefined) log.info(said, 'loaded')
    else log.error({ ...said, error: maskUrl(one.failed.message) }, 'failed')
  }
}

function toldOf({ account, planned, pieces, requests, estimate, failed }: AccountLoaded): object {
  return {
    account,
    requests,
    planned,
    estimate: estimate ?? null,
    notices: noticesOf(pieces),
    pieces: pieces.map(({ piece, replaced }) => ({ piece: piece.name, ...replaced })),
    error: failed === undefined ? null : maskUrl(failed.message),
  }
}

function show(accounts: readonly AccountLoaded[], dryRun: boolean): void {
  for (const one of accounts) {
    if (dryRun) {
      const requests = one.planned.reduce((sum, piece) => sum + piece.requests, 0)
      say(
        `${one.account}: would read ${several(one.planned.length, 'piece')} with about ${several(requests, 'request')}.`,
      )
      if (one.estimate !== undefined) say(`${one.estimate.says}: about ${amount(one.estimate.usd, 'USD')}.`)
    } else say(`${one.account}: ${several(one.pieces.length, 'piece')} read with ${several(one.requests, 'request')}.`)
    if (one.pieces.length > 0) say(`\n${pieceTable(one)}\n`)
    for (const notice of noticesOf(one.pieces)) tell(notice)
  }
}

function pieceTable({ pieces }: AccountLoaded): string {
  const right = (title: string) => ({ title, align: 'right' }) as const
  return table(
    [
      { title: 'Piece' },
      { title: 'Now' },
      right('Lines'),
      right('Rejected'),
      right('Came'),
      right('Went'),
      right('Hours'),
    ],
    pieces.map(({ piece, replaced }) => [
      piece.name,
      replaced.loadId === undefined
        ? 'unchanged'
        : [...new Set(replaced.windows.map(({ outcome }) => outcome))].join(', '),
      count(replaced.linesAccepted),
      count(replaced.linesRejected),
      count(replaced.came),
      count(replaced.gone),
      count(replaced.hours),
    ]),
  )
}
