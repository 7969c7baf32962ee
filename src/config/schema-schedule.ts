/** When jobs run: their names, and what `schedule` of tokenledger.yaml may say. */
import { z } from 'zod'
import { CRON_EXPECTED, cronMistake } from './cron-line.js'
import { text } from './schema-parts.js'

/** Every job there is, in the order in which they run: bills are converted at rates, and spread by usage. */
export const JOB_NAMES = [
  'rates',
  'bills-focus',
  'bills-aws',
  'bills-gcp',
  'bills-alibaba',
  'bills-tencent',
  'bills-aws-exports',
  'bills-azure',
  'versions',
  'usage',
  'bills-edge',
] as const
export type JobName = (typeof JOB_NAMES)[number]

const job = (what: string) =>
  z
    .strictObject({
      cron: text
        .refine((line) => cronMistake(line) === undefined)
        .meta({ description: CRON_EXPECTED, examples: ['20 */2 * * *'] })
        .optional(),
      enabled: z
        .boolean()
        .default(true)
        .meta({ description: 'false to leave it out of run, schedule and the manifests', examples: [false] }),
    })
    .prefault({})
    .meta({ description: what, examples: [{ enabled: false }] })

/** An IANA time zone. PostgreSQL reads `UTC+8` as eight hours west and Node refuses it; names of places mean the same to both. */
export function isTimeZone(zone: string): boolean {
  if (zone !== 'UTC' && !/^[A-Z]\w*\/[\w+/-]+$/i.test(zone)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const schedule = z
  .strictObject({
    time_zone: text
      .refine(isTimeZone)
      .meta({
        description: 'an IANA time zone, of which cron lines are; business_time_zone when not set',
        examples: ['Asia/Shanghai'],
      })
      .optional(),
    listen: text
      .refine((written) => written === 'off' || addressOf(written) !== undefined)
      .default('127.0.0.1:9464')
      .meta({ description: 'host:port where /metrics and /healthz are served, or off', examples: ['0.0.0.0:9464'] }),
    grace: text
      .regex(/^\d{1,4}(s|m)$/)
      .default('25s')
      .meta({
        description: 'how long a running job may go on after SIGTERM, such as 25s',
        examples: ['25s'], // Kubernetes kills after 30 s
      }),
    jobs: z
      .strictObject({
        rates: job('when exchange rates are fetched'),
        'bills-focus': job('when FOCUS exports are loaded'),
        'bills-aws': job('when the bills of AWS are read from Cost Explorer'),
        'bills-aws-exports': job('when data exports of AWS are fetched'),
        'bills-gcp': job('when the bills of Google Cloud are read'),
        'bills-alibaba': job('when the bills of Alibaba Cloud are read'),
        'bills-tencent': job('when the bills of Tencent Cloud are read'),
        'bills-azure': job('when exports of Azure are fetched'),
        versions: job('when registries of models are read'),
        usage: job('when telemetry is read'),
        'bills-edge': job('when devices at the edge are priced'),
      })
      .prefault({})
      .meta({ description: 'when which job runs', examples: [{ usage: { cron: '6 * * * *' } }] }),
  })
  .meta({ description: 'when jobs run', examples: [{ time_zone: 'Asia/Shanghai' }] })

/** Where a server listens; `[::1]:9464` for an address of IPv6. */
export interface Listen {
  readonly host: string
  readonly port: number
}

export function addressOf(written: string): Listen | undefined {
  const [, bracketed, plain, port = ''] = /^(?:\[([\da-fA-F:]+)\]|([\w.-]+)):(\d{1,5})$/.exec(written) ?? []
  const host = bracketed ?? plain
  return host === undefined || Number(port) > 65_535 ? undefined : { host, port: Number(port) }
}
