/** `tokenledger bills aws-exports` and `bills azure`: exports that lie in a cloud's own storage. */
import { Command } from 'commander'
import { codeOf } from '../../jobs/list/bills-api.js'
import { type ExportsLoaded, loadExports, settingOf, type Storage } from '../../jobs/list/bills-exports.js'
import { worstOf } from '../../jobs/run.js'
import { ConfigError } from '../errors.js'
import { maskUrl } from '../log.js'
import { type Context, contextOf, withStore } from './context.js'
import { count, say, sayJson, several, table } from './print.js'
import { progressOf } from './progress.js'

interface Options {
  readonly account?: string
  readonly dryRun?: true
}

export function storageCommand(storage: Storage): Command {
  const { cloud, summary } = storage
  return new Command(cloud)
    .summary(summary)
    .description(
      `Fetch ${summary}, as bills.${settingOf(cloud)} names them, and load what is new. A period counts as new when its\n` +
        'manifest is another than the one loaded last. Running it again changes nothing.',
    )
    .option('--account <name>', 'only this entry of the settings')
    .option('--dry-run', 'say what is new, fetch and write nothing')
    .addHelpText(
      'after',
      '\nExit codes: 0 loaded or nothing new, 2 mend the settings, 3 refused, 4 try again, 5 lines were rejected,\n' +
        '6 it does not add up. One that fails does not keep the others from being read.',
    )
    .action(async (options: Options, command: Command) => run(contextOf(command), storage, options))
}

async function run(context: Context, storage: Storage, { account, dryRun = undefined }: Options): Promise<void> {
  const { config, shared, log } = context
  demand(storage, storage.configured(config), account)
  const progress = progressOf(context)
  const around = { now: new Date(), dryRun: dryRun === true, onStep: progress.step }
  const results = await withStore(context, (store) =>
    loadExports(storage, store, config, account, around).finally(progress.end),
  )
  for (const one of results) {
    const said = { command: `bills ${storage.cloud}`, account: one.account, periods: one.loaded.length }
    if (one.failed === undefined) log.info(said, 'loaded')
    else log.error({ ...said, error: maskUrl(one.failed.message) }, 'failed')
  }
  if (shared.json === true) sayJson({ cloud: storage.cloud, dryRun: around.dryRun, accounts: results.map(toldOf) })
  else if (shared.quiet !== true) show(results, around.dryRun)
  for (const { account: name, failed } of results) {
    if (failed !== undefined) process.stderr.write(`${storage.cloud} ${name}: ${maskUrl(failed.message)}\n`)
  }
  process.exitCode = worstOf(results.map((one) => ({ exitCode: exitCodeOf(one) })))
}

/** @throws ConfigError for an entry that is not configured */
function demand({ cloud }: Storage, names: readonly string[], account: string | undefined): void {
  const setting = `bills.${settingOf(cloud)}`
  if (names.length === 0) throw new ConfigError(`No export is configured. Set ${setting} in tokenledger.yaml.`)
  if (account !== undefined && !names.includes(account)) {
    throw new ConfigError(`${setting} names no ${account}. It names ${names.join(', ')}.`)
  }
}

function exitCodeOf({ failed, rejected }: ExportsLoaded): number {
  if (failed !== undefined) return codeOf(failed)
  return rejected > 0n ? 5 : 0
}

function toldOf({ failed, ...one }: ExportsLoaded): object {
  return { ...one, error: failed === undefined ? null : maskUrl(failed.message) }
}

function show(results: readonly ExportsLoaded[], dryRun: boolean): void {
  for (const { account, planned, loaded, rejected } of results) {
    const periods = planned.map(({ period }) => period).join(', ')
    const told = dryRun
      ? `would fetch ${several(planned.length, 'period')}`
      : `${several(loaded.length, 'period')} loaded`
    say(`${account}: ${told}${periods === '' ? '' : `: ${periods}`}.`)
    if (rejected > 0n) say(`${several(rejected, 'line')} broke a rule: select * from report.rejected_line.`)
    if (loaded.length === 0) continue
    const right = (title: string) => ({ title, align: 'right' }) as const
    say()
    say(
      table(
        [{ title: 'Period' }, { title: 'Now' }, right('Lines')],
        loaded.map(({ period, loadId, lines }) => [
          period,
          loadId === undefined ? 'unchanged' : 'loaded',
          count(lines),
        ]),
      ),
    )
  }
}
