/** What the timetable of tokenledger.yaml may say, so that node-cron and Kubernetes read the same in it. */
import { expect, test } from 'vitest'
import { type Config, readConfig } from '../../src/config/index.js'
import { folderWith } from './folder.js'

const read = (yaml: string): Config => readConfig({ cwd: folderWith({ 'tokenledger.yaml': yaml }), env: {} })

const mistakesOf = (yaml: string): string => {
  try {
    read(yaml)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'no mistake'
}

test('a timetable is read with its zone, its address, its grace and its lines', () => {
  const { schedule } = read(`
schedule:
  time_zone: Europe/Berlin
  listen: '[::1]:9000'
  grace: 2m
  jobs:
    usage: { cron: '*/10 * * * *' }
    bills-focus: { enabled: false }
`)

  expect(schedule).toEqual({
    timeZone: 'Europe/Berlin',
    listen: { host: '::1', port: 9000 },
    graceMs: 120_000,
    jobs: {
      rates: { cron: undefined, enabled: true },
      'bills-focus': { cron: undefined, enabled: false },
      'bills-aws': { cron: undefined, enabled: true },
      'bills-aws-exports': { cron: undefined, enabled: true },
      'bills-gcp': { cron: undefined, enabled: true },
      'bills-alibaba': { cron: undefined, enabled: true },
      'bills-tencent': { cron: undefined, enabled: true },
      'bills-azure': { cron: undefined, enabled: true },
      versions: { cron: undefined, enabled: true },
      usage: { cron: '*/10 * * * *', enabled: true },
      'bills-edge': { cron: undefined, enabled: true },
    },
  })
})

test('the zone of the business is the zone of the timetable, and listening can be off', () => {
  const { schedule } = read('business_time_zone: Asia/Tokyo\nschedule: { listen: off }\n')

  expect(schedule).toMatchObject({ timeZone: 'Asia/Tokyo', listen: undefined })
})

test.for(['0 0 1 * *', '*/5 8-18 * * 1-5', '1,31 0 * jan,jul *', '0 9 * * mon-fri'])(
  'the line %s means the same here and in Kubernetes',
  (line) => {
    expect(mistakesOf(`schedule: { jobs: { usage: { cron: '${line}' } } }`)).toBe('no mistake')
  },
)

test.for([
  ['*/5 * * * * *', 'seconds'],
  ['@daily', 'a nickname'],
  ['0 0 * * 7', 'Sunday as 7'],
  ['0 0 * * 5-7', 'Sunday as the end of a range'],
  ['0 0 L * *', 'the last day'],
  ['0 0 30 2 *', 'a day that never comes'],
  ['60 * * * *', 'a minute there is not'],
  ['0 0 1 * 1', 'days of the month beside weekdays'],
])('the line %s is refused: %s', ([line]) => {
  const told = mistakesOf(`schedule: { jobs: { usage: { cron: '${line}' } } }`)

  expect(told).toContain(`schedule.jobs.usage.cron is ${JSON.stringify(line)}; expected five fields of cron`)
})

test('a job that there is not, a zone and an address that are none are told at once', () => {
  const told = mistakesOf('schedule:\n  time_zone: UTC+8\n  listen: 9464\n  jobs: { usages: { enabled: false } }\n')

  expect(told).toContain('The configuration has 3 mistakes:')
  expect(told).toContain('schedule.jobs.usages is not a setting. Did you mean usage?')
})
