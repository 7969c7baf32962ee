/** `tokenledger report`: what one sends to finance, as one HTML file or as tables, all of it on one picture of the ledger. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { ConfigError } from '../errors.js'
import type { LedgerReport, ReportCurrency } from '../records/report.js'
import { htmlOf, type Language, pageOf } from '../report/index.js'
import { withClient } from '../store/index.js'
import { reportOf } from '../store/report/index.js'
import { reportsLack } from '../store/split/index.js'
import { parseDay, previousDay } from '../units/billing-day.js'
import { contextOf, withStore } from './context.js'
import { inChinese, say, sayJson } from './print.js'
import { demandReports } from './reconcile.js'
import { showPage } from './report-show.js'

interface Options {
  readonly from?: string
  readonly to?: string
  readonly currency: string
  readonly lang?: string
  readonly html?: string
}

export function reportCommand(): Command {
  return new Command('report')
    .summary('what it all cost, as a page for finance or as tables')
    .description(
      'What was spent, by provider, kind and day; what each version cost and did; where the money of each bill went; usage\n' +
        'without a version; and what could cost less. With --html it is one file that needs no network, in English and\n' +
        'Chinese, to be sent or printed. Amounts are effective cost in one currency; bills stay in their own.',
    )
    .option(
      '--from <day>',
      'the first day, of the business time zone (default: the first of the last month that holds anything)',
    )
    .option('--to <day>', 'the first day that is not told (default: the end of that month, or tomorrow)')
    .option('--currency <currency>', 'usd or cny', 'usd')
    .option('--lang <language>', "en or zh-CN: of the tables, and what the page opens in (default: the terminal's)")
    .option('--html <file>', 'write the page into this file')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger report\n  tokenledger report --from 2026-08-01 --to 2026-09-01 --currency cny --html august.html\n\n' +
        'Exit codes: 0 told, 2 mend the call, 4 try again.',
    )
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command)
      const asked = { from: dayOf('--from', options.from), to: dayOf('--to', options.to) }
      const [currency, language] = [currencyOf(options.currency), languageOf(options.lang)]
      demandOrder(asked.from, asked.to)
      const report = await withStore(context, ({ pool }) =>
        withClient(pool, async (client) => {
          demandReports(await reportsLack(client))
          return reportOf(client, asked, currency)
        }),
      )
      if (report === undefined) return context.shared.json === true ? sayJson(null) : say(NOTHING)
      demandOrder(report.range.from, report.range.to)
      const page = pageOf(report, lastDay(report))
      if (options.html !== undefined) await write(options.html, htmlOf(page, language))
      if (context.shared.json === true) return sayJson(report)
      if (context.shared.quiet === true) return
      if (options.html === undefined) showPage(page, language)
      else say(`${resolve(options.html)} is written.`)
    })
}

const NOTHING = 'Nothing is loaded yet of which a report could tell. Load bills: tokenledger bills focus <files>.'

/** @throws ConfigError for what is no day */
function dayOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    return parseDay(text, 'UTC+8').date
  } catch (cause) {
    throw new ConfigError(`${option} ${text} is no day. Write it as 2026-08-01.`, { cause })
  }
}

function demandOrder(from: string | undefined, to: string | undefined): void {
  if (from === undefined || to === undefined || from < to) return
  throw new ConfigError(
    `No day is from ${from} up to and without ${to}. Name a --from before --to; days to come are not told.`,
  )
}

function currencyOf(text: string): ReportCurrency {
  const currency = (['USD', 'CNY'] as const).find((one) => one === text.toUpperCase())
  if (currency === undefined) throw new ConfigError(`--currency ${text} is none of usd, cny. Name one of them.`)
  return currency
}

function languageOf(text: string | undefined): Language {
  if (text === undefined) return inChinese(process.env) ? 'zh-CN' : 'en'
  const language = (['en', 'zh-CN'] as const).find((one) => one.toLowerCase() === text.toLowerCase())
  if (language !== undefined) return language
  if (text.toLowerCase() === 'zh') return 'zh-CN'
  throw new ConfigError(`--lang ${text} is none of en, zh-CN. Name one of them.`)
}

function lastDay({ range }: LedgerReport): string {
  return previousDay(parseDay(range.to, 'UTC+8')).date
}

async function write(file: string, html: string): Promise<void> {
  try {
    await writeFile(file, html)
  } catch (cause) {
    const told = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigError(`The page could not be written: ${told}. Name a file in a folder that is there.`, { cause })
  }
}
