import { Command, Option } from 'commander'
import { loadRates, type RatesLoaded } from '../../jobs/rates.js'
import { ConfigError } from '../errors.js'
import { withClient } from '../store/index.js'
import { type Accept, ACCEPTABLE, type RateOfDay, ratesOn } from '../store/rates/index.js'
import { parseDay } from '../units/billing-day.js'
import { type Context, contextOf, withStore } from './context.js'
import { amount, count, say, sayJson, several, table } from './print.js'

interface Options {
  readonly from?: string
  readonly to?: string
  readonly source?: 'cfets' | 'safe'
  readonly file?: string
  readonly accept?: readonly Accept[]
  readonly dryRun?: true
}

export function ratesCommand(): Command {
  return new Command('rates')
    .summary('exchange rates of the PBoC, and what they convert')
    .description(
      'Fetch the central parity of the yuan, carry it over the days without one, and convert every hour to dollars and yuan\n' +
        'at the rate of its Beijing day. Without --from it asks for what the ledger lacks. Running it again changes nothing.\n' +
        'A rate comes at about 09:15 in Beijing on working days; until then the last one is carried for now (provisional),\n' +
        'and hours are restated when theirs comes. After 12 days without one there is no rate, and no number.',
    )
    .option('--from <day>', 'the first Beijing day, such as 2026-08-01 (default: what the ledger lacks)')
    .option('--to <day>', 'the first Beijing day not asked for (default: tomorrow)')
    .addOption(
      new Option('--source <name>', 'who is asked (default: rates.source of tokenledger.yaml)').choices([
        'cfets',
        'safe',
      ]),
    )
    .addOption(
      new Option('--file <rates.csv>', 'import a file instead: Date,USD/CNY,EUR/CNY,100JPY/CNY,CNY/THB').conflicts([
        'source',
        'from',
        'to',
      ]),
    )
    .addOption(
      new Option('--accept <what...>', 'after looking: believe what was refused, or replace another source').choices(
        ACCEPTABLE,
      ),
    )
    .option('--dry-run', 'tell what would change, and change nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger rates\n  tokenledger rates --from 2026-01-01 --to 2026-07-01\n  tokenledger rates --file rates.csv --dry-run\n' +
        '  tokenledger rates show 2026-10-03\n\n' +
        'Exit codes: 0 written or nothing new, 2 mend the call, 3 refused or behind a wall, 4 try again, 5 not believed.',
    )
    .action(async (options: Options, command: Command) => run(contextOf(command), options))
    .addCommand(showCommand())
}

async function run(context: Context, options: Options): Promise<void> {
  const { rates } = context.config
  if (context.watched && options.file === undefined) process.stderr.write('Asking, one page a second ...\n')
  await withStore(context, async (store) => {
    const loaded = await loadRates(store, {
      source: options.source ?? rates.source,
      cfetsUrl: rates.cfetsUrl,
      safeUrl: rates.safeUrl,
      earliest: rates.from,
      from: options.from,
      to: options.to,
      file: options.file,
      accept: options.accept ?? [],
      dryRun: options.dryRun === true,
      now: new Date(),
      onStep: (step) => context.log.debug({ step }, 'step'),
    })
    const { loadId, source, came, gone, hours, hoursRestated } = loaded
    context.log.info({ command: 'rates', loadId: loadId ?? null, source, came, gone, hours, hoursRestated }, 'loaded')
    if (context.shared.json === true) sayJson(loaded)
    else if (context.shared.quiet !== true) show(loaded, options.dryRun === true)
  })
}

function show(loaded: RatesLoaded, dryRun: boolean): void {
  const { source, lastFixing, pairs, came, gone, ratesOfDays, daysKept, daysProvisional, hours, hoursRestated } = loaded
  if (!dryRun && loaded.loadId === undefined) say('Nothing changed, nothing was written.\n')
  if (dryRun) say('A dry run: this is what would be written.\n')
  say(
    table(
      [{ title: 'Rates' }, { title: '' }],
      [
        ['Source', source],
        ['Last fixing', `${lastFixing ?? 'none'}, ${several(pairs, 'pair')}`],
        ['Rates that came, went', `${count(came)}, ${count(gone)}`],
        ['Rates of days, carried ones included, new or changed', count(ratesOfDays)],
        ['Days whose rate is carried for now', count(daysProvisional)],
        ['Hours converted anew', count(hours)],
        ['Of them restated', `${count(hoursRestated)}${restatedBy(loaded)}`],
      ],
    ),
  )
  if (daysKept > 0n) {
    say(
      `\nKept as another source has it, because a day has one source: ${several(daysKept, 'day')}. To replace: --accept source.`,
    )
  }
}

function restatedBy({ hoursRestated, restatedUsd, restatedCny }: RatesLoaded): string {
  if (hoursRestated === 0n) return ''
  return `: billed changed by ${amount(restatedUsd, 'USD')} and by ${amount(restatedCny, 'CNY')}`
}

function showCommand(): Command {
  return new Command('show')
    .summary('the rates of a day, and why one is missing')
    .description(
      'Every currency on a Beijing day: the rate as it was published, when, by whom, and whether it is carried for now.\n' +
        'A UTC hour from 16:00 on belongs to the next Beijing day.',
    )
    .argument('<day>', 'a Beijing day, such as 2026-10-03')
    .addHelpText('after', '\nExample:\n  tokenledger rates show 2026-10-03')
    .action(async (day: string, _, command: Command) => {
      const context = contextOf(command)
      demandDay(day)
      const rates = await withStore(context, ({ pool }) => withClient(pool, (client) => ratesOn(client, day)))
      if (context.shared.json === true) sayJson({ day, rates })
      else if (context.shared.quiet !== true) showDay(day, rates)
    })
}

function demandDay(day: string): void {
  try {
    parseDay(day, 'UTC+8')
  } catch (cause) {
    throw new ConfigError(`${JSON.stringify(day)} is no day. Write it as 2026-10-03.`, { cause })
  }
}

function showDay(day: string, rates: readonly RateOfDay[]): void {
  say(`Rates of ${day}, a day in Beijing:\n`)
  say(
    table(
      [
        { title: 'Currency' },
        { title: 'As published' },
        { title: 'Fixed on' },
        { title: 'Source' },
        { title: 'State' },
      ],
      rates.map((rate) => [
        rate.currency,
        publishedAs(rate),
        rate.rate_date ?? '',
        rate.source ?? '',
        rate.missing ?? (rate.provisional === true ? 'provisional' : 'settled'),
      ]),
    ),
  )
  if (rates.some(({ missing }) => missing === 'no_fixing')) {
    say('\nno_fixing: no rate is known of this day or the 12 before it, so there is no number. Fetch one:')
    say(`  tokenledger rates --from ${day}`)
  }
  if (rates.some(({ missing }) => missing === 'not_quoted')) {
    say(
      '\nnot_quoted: the fixing in force does not name the currency. Bills in it stay unconverted; rates of another source:',
    )
    say('  tokenledger rates --file rates.csv --accept source')
  }
  if (rates.some(({ provisional }) => provisional === true)) {
    say('\nprovisional: carried for now. A fixing dated that day or later settles it: run tokenledger rates then.')
  }
}

function publishedAs({ from_currency: from, to_currency: to, units, value, missing }: RateOfDay): string {
  if (missing !== null) return 'none'
  return value === null ? '' : `${units ?? ''} ${from ?? ''} = ${value} ${to ?? ''}`
}
