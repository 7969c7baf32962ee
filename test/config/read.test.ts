import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/index.js'
import { ConfigError } from '../../src/errors.js'
import { folderWith } from './folder.js'

test('without a file everything is default and the database is the embedded one', () => {
  const cwd = folderWith({})

  const config = readConfig({ cwd, env: { HOME: cwd } })

  expect(config).toEqual({
    file: undefined,
    folder: cwd,
    home: join(cwd, '.tokenledger'),
    database: undefined,
    bills: {
      finalAfterDays: 15,
      focus: { paths: [], feed: 'focus', memoryLimit: '300MB', roundDoubles: false },
      aws: [],
      awsExports: [],
      gcp: [],
      alibaba: [],
      tencent: [],
      azure: [],
      edge: [],
    },
    sourcesOfRecord: [],
    rates: {
      source: 'cfets',
      cfetsUrl: 'https://www.chinamoney.com.cn/ags/ms/cm-u-bk-ccpr/CcprHisNew',
      safeUrl: 'https://www.safe.gov.cn/AppStructured/hlw/RMBQuery.do',
      from: undefined,
    },
    usage: { prometheus: [], rereadHours: 3, deployments: [] },
    versions: { mlflow: [], bentoml: [], files: [] },
    split: {
      weights: [{ model: '', uncached: 1000, cached: 100, generated: 4000 }],
      modelTag: undefined,
      versionTag: undefined,
      rules: [],
      sharedBy: 'gpu_seconds',
      paceLimits: [],
      gpuPeaks: [],
      sharedWithin: 'account',
      businessTimeZone: 'Asia/Shanghai',
    },
    pricing: { files: [] },
    alerts: {
      channels: [],
      panels: undefined,
      rules: [
        { rule: 'day_over_mean', enabled: true, threshold: '120', channels: [] },
        { rule: 'rolling_over_mean', enabled: true, threshold: '120', channels: [] },
        { rule: 'new_version', enabled: true, threshold: '0', channels: [] },
        { rule: 'telemetry_stale', enabled: true, threshold: '3', channels: [] },
        { rule: 'bill_stale', enabled: true, threshold: '72', channels: [] },
        { rule: 'unattributed', enabled: true, threshold: '10', channels: [] },
        { rule: 'reconciliation_gap', enabled: true, threshold: '2', channels: [] },
        { rule: 'rate_missing', enabled: true, threshold: '0', channels: [] },
        { rule: 'price_missing', enabled: true, threshold: '0', channels: [] },
        { rule: 'low_utilisation', enabled: true, threshold: '40', channels: [] },
        { rule: 'low_batch_efficiency', enabled: true, threshold: '40', channels: [] },
        { rule: 'idle_version', enabled: true, threshold: '7', channels: [] },
        { rule: 'budget_forecast', enabled: true, threshold: '100', channels: [] },
      ],
      budgets: [],
      relay: { listen: { host: '127.0.0.1', port: 9465 }, secret: undefined },
    },
    schedule: {
      timeZone: 'Asia/Shanghai',
      listen: { host: '127.0.0.1', port: 9464 },
      graceMs: 25_000,
      jobs: {
        rates: { cron: undefined, enabled: true },
        'bills-focus': { cron: undefined, enabled: true },
        'bills-aws': { cron: undefined, enabled: true },
        'bills-aws-exports': { cron: undefined, enabled: true },
        'bills-gcp': { cron: undefined, enabled: true },
        'bills-alibaba': { cron: undefined, enabled: true },
        'bills-tencent': { cron: undefined, enabled: true },
        'bills-azure': { cron: undefined, enabled: true },
        versions: { cron: undefined, enabled: true },
        usage: { cron: undefined, enabled: true },
        'bills-edge': { cron: undefined, enabled: true },
      },
    },
    businessTimeZone: 'Asia/Shanghai',
    log: { level: 'info' },
  })
})

test('a file of comments alone says nothing', () => {
  const cwd = folderWith({ 'tokenledger.yaml': '# nothing yet\n' })

  const config = readConfig({ cwd, env: {} })

  expect(config.businessTimeZone).toBe('Asia/Shanghai')
  expect(config.file).toBe(join(cwd, 'tokenledger.yaml'))
})

test('what the file says is what the ledger does', () => {
  const cwd = folderWith({
    'tokenledger.yaml': `
bills:
  final_after_days: 20
  focus: { paths: [./exports/**/*.csv.gz], feed: focus-1-2, round_doubles: true }
sources_of_record:
  - { provider: aws, billing_account: '012345678901', feed: cur, from: 2026-01-01, to: 2026-07-01 }
  - { provider: aws, billing_account: '012345678901', feed: focus, from: 2026-07-01 }
business_time_zone: UTC
log: { level: warn }
`,
  })

  const config = readConfig({ cwd, env: {} })

  expect(config).toMatchObject({
    bills: { finalAfterDays: 20, focus: { paths: ['./exports/**/*.csv.gz'], feed: 'focus-1-2', roundDoubles: true } },
    sourcesOfRecord: [
      { provider: 'aws', billingAccount: '012345678901', feed: 'cur', from: '2026-01-01', to: '2026-07-01' },
      { provider: 'aws', billingAccount: '012345678901', feed: 'focus', from: '2026-07-01', to: undefined },
    ],
    businessTimeZone: 'UTC',
    log: { level: 'warn' },
  })
})

test('files of instance types are found from the folder of the file', () => {
  const cwd = folderWith({ 'here/tokenledger.yaml': 'pricing: { files: [types.yaml, /etc/types.yaml] }\n' })

  const config = readConfig({ cwd, env: {}, file: 'here/tokenledger.yaml' })

  expect(config.pricing.files).toEqual([join(cwd, 'here/types.yaml'), '/etc/types.yaml'])
})

test('every mistake is told at once, in the order of the file, with what to write instead', () => {
  const cwd = folderWith({
    'tokenledger.yaml': `bills:
  fianl_after_days: 15
  focus: { paths: ./exports, round_doubles: maybe }
sources_of_record:
  - { provider: AWS, billing_account: 012345678901, feed: focus, from: 2026-02-30 }
  - { provider: aws, feed: focus, from: 2026-01-01 }
business_time_zone: UTC+8
log:
databse: { url: x }
`,
  })

  const message = complaint({ cwd, env: { TOKENLEDGER_LOG_LEVEL: 'loud' } })

  expect(message.split('\n')).toEqual([
    'The configuration has 11 mistakes:',
    '  tokenledger.yaml:2:3: bills.fianl_after_days is not a setting. Did you mean final_after_days?',
    '  tokenledger.yaml:3:19: bills.focus.paths is "./exports"; expected paths or patterns of FOCUS exports. Write for example paths: [ ./exports/**/*.csv.gz ]',
    '  tokenledger.yaml:3:45: bills.focus.round_doubles is "maybe"; expected true to round amounts of more than 18 decimals instead of rejecting them. Write for example round_doubles: true',
    '  tokenledger.yaml:5:17: sources_of_record[0].provider is "AWS"; expected a provider in lower-case letters. Write for example provider: aws',
    '  tokenledger.yaml:5:39: sources_of_record[0].billing_account is the number "012345678901"; expected a billing account, in quotes. Write for example billing_account: \'123456789012\'',
    '  tokenledger.yaml:5:72: sources_of_record[0].from is "2026-02-30"; expected a day of the provider\'s calendar. Write for example from: 2026-01-01',
    "  tokenledger.yaml:6:5: sources_of_record[1].billing_account is missing; expected a billing account, in quotes. Write for example billing_account: '123456789012'",
    '  tokenledger.yaml:7:21: business_time_zone is "UTC+8"; expected an IANA time zone, whose days reports are of. Write for example business_time_zone: Asia/Shanghai',
    '  tokenledger.yaml:8:5: log is empty; expected how much is told on stderr. Write for example log: { level: info }',
    '  tokenledger.yaml:9:1: databse is not a setting. Did you mean database?',
    '  environment: TOKENLEDGER_LOG_LEVEL is "loud"; expected trace, debug, info, warn, error, fatal, silent.',
  ])
})

test('a setting that resembles none is answered with the settings there are', () => {
  const cwd = folderWith({ 'tokenledger.yaml': 'log: { colour: red }\n' })

  const message = complaint({ cwd, env: {} })

  expect(message).toBe(
    'The configuration has a mistake:\n  tokenledger.yaml:1:8: log.colour is not a setting. Settings here are level.',
  )
})

test('a setting that stands twice is one mistake and hides no other', () => {
  const cwd = folderWith({ 'tokenledger.yaml': 'log: { level: loud }\nlog: { level: info }\n' })

  const message = complaint({ cwd, env: {} })

  expect(message).toContain('tokenledger.yaml:1:15: log.level is "loud"')
  expect(message).toContain('tokenledger.yaml:2:1: this setting stands here a second time. Keep one of them.')
})

test.each([
  ['bills: [1,\n', 'tokenledger.yaml:2:1: this is not YAML: '],
  ['log: *level\n', 'tokenledger.yaml:1:6: *level names no anchor. Write &level before it.'],
  ['- log\n', 'tokenledger.yaml:1:1: the file is a list; expected settings by name.'],
])('a file of %j is refused at the place that is wrong', (text, told) => {
  const cwd = folderWith({ 'tokenledger.yaml': text })

  const message = complaint({ cwd, env: {} })

  expect(message).toContain(told)
})

test('a file that is named and not there is a mistake, not a default', () => {
  const cwd = folderWith({})

  const message = complaint({ cwd, env: { TOKENLEDGER_CONFIG: 'no.yaml' } })

  expect(message).toBe(
    `${join(cwd, 'no.yaml')} cannot be read (ENOENT). Name another file with --config or TOKENLEDGER_CONFIG.`,
  )
})

test('the environment sets the level of the log above the file, and an empty variable sets nothing', () => {
  const cwd = folderWith({ 'tokenledger.yaml': 'log: { level: warn }\n' })

  const loud = readConfig({ cwd, env: { TOKENLEDGER_LOG_LEVEL: 'debug' } })
  const quiet = readConfig({ cwd, env: { TOKENLEDGER_LOG_LEVEL: '', DATABASE_URL: '', TOKENLEDGER_CONFIG: '' } })

  expect([loud.log.level, quiet.log.level]).toEqual(['debug', 'warn'])
})

test('a mistake of the configuration ends a command with exit code 2 and says where for machines, too', () => {
  const cwd = folderWith({ 'tokenledger.yaml': 'log: { level: loud }\n' })

  const error = thrown({ cwd, env: {} })

  expect(error.exitCode).toBe(2)
  expect(error.facts).toEqual({ mistakes: 1, where: 'tokenledger.yaml:1:15' })
})

function thrown(options: Parameters<typeof readConfig>[0]): ConfigError {
  try {
    readConfig(options)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('nothing was complained of')
}

function complaint(options: Parameters<typeof readConfig>[0]): string {
  return thrown(options).message
}
