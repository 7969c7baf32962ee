import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { z } from 'zod'
import { ConfigError } from '../errors.js'
import type { LogLevel } from '../log.js'
import { type AlertSettings, alertsOf, checkAlerts } from './alerts.js'
import { databaseOf, databaseOfFile } from './database.js'
import type { Database } from './database.js'
import { readYaml, valueAt } from './document.js'
import type { Path } from './document.js'
import { configFile, homeFolder, set } from './home.js'
import type { ConfigOptions } from './home.js'
import { configError, mistakeAt, mistakeIn, mistakesOf } from './mistakes.js'
import type { Mistake } from './mistakes.js'
import { billsOf, type BillSettings, checkBills } from './schema-bills.js'
import { logLevel, schema } from './schema.js'
import { scheduleOf, type ScheduleSettings } from './schedule.js'
import { codeOf, type Surroundings } from './secrets.js'
import { checkSourcesOfRecord } from './sources-of-record.js'
import type { SourceOfRecord } from './sources-of-record.js'
import { splitOf, type SplitSettings } from './split.js'
import { checkUsage, type RateSettings, ratesOf, usageOf, type UsageSettings } from './telemetry.js'
import { checkVersions, type VersionSettings, versionsOf } from './versions.js'

/** Everything that can be set, with defaults filled in and secrets read. */
export interface Config {
  /** The file that was read; undefined when there is none and everything is default. */
  readonly file: string | undefined
  /** The folder that relative paths of the file start from. */
  readonly folder: string
  /** The folder of everything we keep. */
  readonly home: string
  /** Undefined: the embedded PostgreSQL. */
  readonly database: Database | undefined
  readonly bills: BillSettings
  readonly sourcesOfRecord: readonly SourceOfRecord[]
  readonly rates: RateSettings
  readonly usage: UsageSettings
  readonly versions: VersionSettings
  readonly split: SplitSettings
  /** Files of instance types, absolute; the later wins. */
  readonly pricing: { readonly files: readonly string[] }
  readonly alerts: AlertSettings
  readonly schedule: ScheduleSettings
  readonly businessTimeZone: string
  readonly log: { readonly level: LogLevel }
}

/**
 * Reads `tokenledger.yaml` and the environment, which wins.
 * @throws ConfigError that tells every mistake at once, each with its place, what was expected and what to write.
 */
export function readConfig(options: ConfigOptions): Config {
  const { cwd, env } = options
  const file = configFile(options)
  const folder = file === undefined ? cwd : dirname(file)
  const yaml = readYaml(file === undefined ? '' : textOf(file))
  const shown = file === undefined ? 'tokenledger.yaml' : shortest(file, cwd)
  const mistakes: Mistake[] = yaml.mistakes.map((one) => ({ ...one, where: `${shown}:${one.line}:${one.column}` }))
  const complain = (path: Path, text: string) => mistakes.push(mistakeAt(shown, yaml, path, text))
  const complainOf = (variable: string) => (text: string) => mistakes.push(mistakeIn(variable, text))

  const parsed = schema.safeParse(yaml.value ?? {})
  if (!parsed.success) mistakes.push(...mistakesOf(shown, yaml, parsed.error))
  checkSourcesOfRecord(valueAt(yaml.value, ['sources_of_record']), complain)
  const url = set(env['DATABASE_URL'])
  const around = { env, folder }
  checkUsage(yaml.value, around, complain)
  checkVersions(valueAt(yaml.value, ['versions']), around, complain)
  checkAlerts(valueAt(yaml.value, ['alerts']), around, complain)
  checkBills(valueAt(yaml.value, ['bills']), around, complain)
  const database =
    url === undefined ? databaseOfFile(yaml, around, complain) : databaseOf(url, around, complainOf('DATABASE_URL'))
  const level = levelOf(set(env['TOKENLEDGER_LOG_LEVEL']), complainOf('TOKENLEDGER_LOG_LEVEL'))

  if (!parsed.success || mistakes.length > 0) throw configError(mistakes)
  return { file, folder, home: homeFolder(options), database, ...settingsOf(parsed.data, level, around) }
}

function settingsOf(data: z.infer<typeof schema>, level: LogLevel | undefined, around: Surroundings) {
  return {
    bills: billsOf(data.bills, around),
    sourcesOfRecord: data.sources_of_record.map(
      ({ provider, billing_account: billingAccount, feed: counts, from, to }) => {
        return { provider, billingAccount, feed: counts, from, to }
      },
    ),
    rates: ratesOf(data.rates),
    usage: usageOf(data.usage, around),
    versions: versionsOf(data.versions, around),
    split: splitOf(data.split, data.business_time_zone),
    pricing: { files: data.pricing.files.map((path) => resolve(around.folder, path)) },
    alerts: alertsOf(data.alerts, around),
    schedule: scheduleOf(data.schedule, data.business_time_zone),
    businessTimeZone: data.business_time_zone,
    log: { level: level ?? data.log.level },
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const message = `${file} cannot be read (${codeOf(cause)}). Name another file with --config or TOKENLEDGER_CONFIG.`
    throw new ConfigError(message, { cause, facts: { file } })
  }
}

function levelOf(text: string | undefined, complain: (text: string) => void): LogLevel | undefined {
  if (text === undefined) return undefined
  const level = logLevel.safeParse(text)
  if (!level.success) complain(`is ${JSON.stringify(text)}; expected ${logLevel.options.join(', ')}.`)
  return level.data
}

// A path inside the folder one stands in is shorter and as clickable.
function shortest(file: string, cwd: string): string {
  const path = relative(cwd, file)
  return path.startsWith('..') ? file : path
}
