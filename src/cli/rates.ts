import { Command, InvalidArgumentError, Option } from 'commander'
import { loadRates, type RatesLoaded, ratesOptions, type WithoutRate } from '../../jobs/rates.js'
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
      'Fetch the central parity of the yuan, carry it over the days without one, and convert every hour to dollars and ' +
        'yuan at the rate of its Beijing day. Without --from it asks for what the ledger lacks. Running it again changes ' +
        'nothing. A rate comes at about 09:15 in Beijing on working days; until then the last one is carried for now ' +
        '(provisional), and hours are restated when theirs comes. After 12 days without one there is no rate, and no number.',
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
      new Option('--accept <what...>', 'after looking: believe what was refused, or replace another source')
        .choices(ACCEPTABLE)
        .argParser(acceptedOf),
    )
    .option('--dry-run', 'tell what would change, and change nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger rates\n  tokenledger rates --from 2026-01-01 --to 2026-07-01\n  tokenledger rates --file rates.csv --dry-run\n' +
        '  tokenledger rates --file rates.csv --accept jump vanished\n  tokenledger rates show 2026-10-03\n\n' +
        'Exit codes: 0 written or nothing new, 2 mend the call, 3 refused or behind a wall,\n4 try again, 5 not believed.',
    )
    .action(async (options: Options, command: Command) => run(contextOf(command), options))
    .addCommand(showCommand())
}

/** Several words may stand apart, behind commas, or behind an --accept each. */
function acceptedOf(written: string, before: readonly Accept[] = []): readonly Accept[] {
  const words = written.split(',').map((word) => ACCEPTABLE.find((one) => one === word.trim()))
  const known = words.filter((word) => word !== undefined)
  if (known.length < words.length) throw new InvalidArgumentError(`Allowed choices are ${ACCEPTABLE.join(', ')}.`)
  return [...before, ...known]
}

async function run(context: Context, options: Options): Promise<void> {
  if (context.watched && options.file === undefined) process.stderr.write('Asking, one page a second ...\n')
  await withStore(context, async (store) => {
    const loaded = await loadRates(
      store,
      ratesOptions(context.config, options, {
        now: new Date(),
        onStep: (step) => context.log.debug({ step }, 'step'),
      }),
    )
    const { loadId, source, came, gone, hours, hoursRestated } = loaded
    context.log.info(
      { command: 'rates', loadId: loadId ?? null, source, came, gone, hours, hoursRestated },
      options.dryRun === true ? 'dry run' : 'loaded',
    )
    if (context.shared.json === true) sayJson(loaded)
    else if (context.shared.quiet !== true) show(loaded, options.dryRun === true)
  })
}

function show(loaded: RatesLoaded, dryRun: boolean): void {
  const { source, lastFixing, pairs, came, gone, ratesOfDays, daysKept, daysProvisional, hours, withoutRate } = loaded
  if (!dryRun && loaded.loadId === undefined) say('Nothing changed, nothing was written.\n')
  if (dryRun) say('A dry run: this is what would be written.\n')
  say(
    table(
      [{ title: 'Rates' }, { title: '' }],
      [
        ['Source', source],
        ['Last fixing', `${lastFixing ?? 'none'}, ${several(pairs, 'pair')}`],
        ['Rates that came, went', `${count(came)}, ${count(gone)}`],
        ['Rates of days, new or changed, carried ones too', count(ratesOfDays)],
        ['Days whose rate is carried for now', count(daysProvisional)],
        ['Hours converted anew', count(hours)],
        ...restatedRows(loaded),
        ...withoutRateRows(withoutRate),
      ],
    ),
  )
  if (daysKept > 0n) {
    say(`\nKept as another source has it, because a day has one source: ${several(daysKept, 'day')}.`)
    say('To replace: --accept source.')
  }
  for (const one of withoutRate) say(`\n${remedyFor(one)}`)
}

function restatedRows({ hoursRestated, restatedUsd, restatedCny }: RatesLoaded): string[][] {
  const restated = ['Of them restated', count(hoursRestated)]
  if (hoursRestated === 0n) return [restated]
  return [restated, ['Billed changed by', `${amount(restatedUsd, 'USD')} and ${amount(restatedCny, 'CNY')}`]]
}

function withoutRateRows(withoutRate: readonly WithoutRate[]): string[][] {
  return withoutRate.map(({ reason, hours, firstDay, lastDay }, i) => [
    i === 0 ? 'Hours without a rate' : '',
    `${count(hours)} ${reason}, ${firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`}`,
  ])
}

function remedyFor({ reason, next }: WithoutRate): string {
  if (next === undefined) return `${reason}: those days are yet to come, and so are their rates.`
  const says =
    reason === 'no_fixing'
      ? 'no rate is known of those days or the 12 before, so there is no number.'
      : 'the fixing in force does not name the currency, so there is no number.'
  return `${reason}: ${says} ${next.includes('--from') ? 'Fetch it' : 'Look'}:\n  ${next}`
}

function showCommand(): Command {
  return new Command('show')
    .summary('the rates of a day, and why one is missing')
    .description(
      'Every currency on a Beijing day: the rate as it was published, when, by whom, and whether it is carried for now. ' +
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
    say('\nnot_quoted: the fixing in force does not name the currency. Bills in it stay unconverted.')
    sayHowToQuote(rates.find(({ missing, source }) => missing === null && source !== null))
  }
  if (rates.some(({ provisional }) => provisional === true)) {
    say('\nprovisional: carried for now. A fixing dated that day or later settles it:')
    say('run tokenledger rates then.')
  }
}

/** The whole day changes hands with --accept source, so the file has to name the other pairs of the day as well. */
function sayHowToQuote(fixing: RateOfDay | undefined): void {
  const of = fixing?.rate_date ?? 'that day'
  if (fixing?.source === 'csv') {
    say(`Add the pair to the line ${of} of the file that was imported, and import it again:`)
    return say('  tokenledger rates --file rates.csv')
  }
  say(`A file can say it: the line ${of} with the pair, and with every other pair you need of that day:`)
  say('  tokenledger rates --file rates.csv --accept source')
}

function publishedAs({ from_currency: from, to_currency: to, units, value, missing }: RateOfDay): string {
  if (missing !== null) return 'none'
  return value === null ? '' : `${units ?? ''} ${from ?? ''} = ${value} ${to ?? ''}`
}
