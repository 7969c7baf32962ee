/** The webhook of Grafana: what it says of each alert, as a message. */
import { z } from 'zod'
import { same, type Fact, type Message, type Words } from './message.js'

const labels = z.record(z.string(), z.string())

const alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels,
  annotations: labels.default({}),
  startsAt: z.iso.datetime({ offset: true }),
  fingerprint: z.string().min(1),
  panelURL: z.string().default(''),
  dashboardURL: z.string().default(''),
  generatorURL: z.string().default(''),
})

const payload = z.object({ alerts: z.array(alert).min(1).max(1000) })

/** Those that Grafana adds for itself say nothing to a reader. */
const UNSAID = /^(__.*|alertname|grafana_folder|severity|product|ref_id|datasource_uid)$/

const LABELS: Readonly<Record<string, Words>> = {
  model: { en: 'Model', zh: '模型' },
  version: { en: 'Version', zh: '版本' },
  provider: { en: 'Provider', zh: '云厂商' },
  region: { en: 'Region', zh: '地域' },
  today_usd: { en: 'Today, USD', zh: '今日（美元）' },
  today_cny: { en: 'Today, CNY', zh: '今日（人民币）' },
  mean_usd: { en: 'Mean of 7 days, USD', zh: '7 日均值（美元）' },
  mean_cny: { en: 'Mean of 7 days, CNY', zh: '7 日均值（人民币）' },
  percent: { en: 'Of the mean, %', zh: '占均值（%）' },
}

const SEVERITIES: readonly Message['severity'][] = ['info', 'warning', 'critical']

/**
 * `summary` and `summary_zh` are the titles; labels and annotations that are known, or left, become lines.
 * Undefined: this is no webhook of Grafana.
 */
export function messagesOf(body: unknown): readonly Message[] | undefined {
  const read = payload.safeParse(body)
  return read.success ? read.data.alerts.map(messageOf) : undefined
}

function messageOf({
  status,
  labels: named,
  annotations,
  startsAt,
  fingerprint,
  ...links
}: z.infer<typeof alert>): Message {
  const { summary, summary_zh: chinese, description, description_zh: descriptionZh, ...others } = annotations
  const en = summary ?? named['alertname'] ?? 'Grafana'
  const described = description === undefined ? [] : [fact('description', description, descriptionZh)]
  const facts = [...Object.entries(named), ...Object.entries(others)]
    .filter(([name, value]) => !UNSAID.test(name) && value !== '')
    .map(([name, value]) => fact(name, value))
  const link = [links.panelURL, links.dashboardURL, links.generatorURL].find((one) => /^https?:\/\//.test(one))
  return {
    state: status,
    severity: SEVERITIES.find((one) => one === named['severity']) ?? 'warning',
    key: `grafana:${fingerprint}`,
    title: { en, zh: chinese ?? en },
    facts: [...described, ...facts],
    since: new Date(startsAt),
    link,
  }
}

function fact(name: string, value: string, zh = value): Fact {
  const label = name === 'description' ? { en: 'What', zh: '说明' } : (LABELS[name] ?? same(name))
  return { label, value: { en: value, zh } }
}
