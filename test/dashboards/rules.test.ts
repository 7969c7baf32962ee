/** The alert rules that Grafana reads: what its evaluation asks of a rule, and that each is answered to its role. */
import { expect } from 'vitest'
import { z } from 'zod'
import { wordsOf } from '../../jobs/alert-words.js'
import { rulesFile } from '../../src/dashboards/index.js'
import { readConfig } from '../../src/config/index.js'
import { aDay } from './fleet.js'
import { answer, test } from './shown.js'

const query = z.object({
  refId: z.string(),
  datasourceUid: z.string(),
  relativeTimeRange: z.object({ from: z.number(), to: z.number() }).optional(),
  model: z.looseObject({ refId: z.string() }),
})
const rule = z.object({
  uid: z.string(),
  title: z.string(),
  condition: z.string(),
  for: z.string(),
  noDataState: z.enum(['NoData', 'Alerting', 'OK', 'KeepLast']),
  execErrState: z.enum(['Error', 'Alerting', 'OK', 'KeepLast']),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  notification_settings: z.object({ receiver: z.string(), group_wait: z.string(), group_interval: z.string() }).loose(),
  data: z.array(query).min(1),
})
const file = z.object({
  apiVersion: z.literal(1),
  groups: z.array(z.object({ interval: z.string(), rules: z.array(rule) }).loose()).length(1),
})
type Rule = z.infer<typeof rule>

const { rules: configured } = readConfig({ cwd: '/nowhere', env: { HOME: '/nowhere' } }).alerts
const said = configured.map(({ rule: named, threshold }) => ({ rule: named, threshold: Number(threshold), ...wordsOf(named) }))
const [group] = file.parse(rulesFile(said)).groups
const rules = group?.rules ?? []

/** What Grafana would refuse, or take for something else. */
function faults(one: Rule): string[] {
  const { uid, condition, data, labels, annotations, notification_settings: told } = one
  const texts = [...Object.values(labels), ...Object.values(annotations)]
  return [
    ...(/^[A-Za-z0-9_-]{1,40}$/.test(uid) ? [] : ['a uid that it does not take']),
    ...(data.some(({ refId }) => refId === condition) ? [] : ['a condition that is no query']),
    ...(data.every(({ refId, model }) => refId === model.refId) ? [] : ['a query of two names']),
    ...(texts.some((text) => text.includes('$')) ? ['a dollar, which it expands'] : []),
    ...(told.group_wait === '0s' && one.for === '0s' ? [] : ['a wait before it is told']),
    ...(told.group_interval === '0s' ? ['an interval of nothing'] : []),
  ]
}

const sqlOf = ({ data }: Rule): string => String(data.find(({ refId }) => refId === 'R')?.model['rawSql'])

test('each of our rules is one that Grafana takes, told at once, under a name of its own', () => {
  expect(rules).toHaveLength(13)
  expect(rules.flatMap((one) => faults(one).map((fault) => `${one.uid}: ${fault}`))).toEqual([])
  expect(new Set(rules.map(({ uid }) => uid)).size).toBe(13)
  expect(new Set(rules.map(({ notification_settings: told }) => told.receiver))).toEqual(new Set(['tokenledger']))
  expect(Number(group?.interval.replace('s', '')) % 10).toBe(0)
})

test.each<[string, (one: Rule) => Rule]>([
  ['a uid that it does not take', (one) => ({ ...one, uid: 'x'.repeat(41) })],
  ['a condition that is no query', (one) => ({ ...one, condition: 'Z' })],
  ['a dollar, which it expands', (one) => ({ ...one, labels: { a: '{{ $labels.model }}' } })],
  ['a wait before it is told', (one) => ({ ...one, for: '5m' })],
])('a rule with %s is found', (fault, broken) => {
  const [first] = rules

  expect(first === undefined ? [] : faults(broken(first))).toEqual([fault])
})

test('a threshold is that of tokenledger.yaml, and bad below it where little is bad', () => {
  const { groups } = file.parse(
    rulesFile([
      { rule: 'day_over_mean', threshold: 150, ...wordsOf('day_over_mean') },
      { rule: 'low_utilisation', threshold: 25, ...wordsOf('low_utilisation') },
    ]),
  )

  const conditions = groups[0]?.rules.map(({ data }) => data.at(-1)?.model['conditions'])
  expect(conditions).toEqual([
    [{ evaluator: { type: 'gt', params: [150] } }],
    [{ evaluator: { type: 'lt', params: [25] } }],
  ])
})

test('each rule is answered to the role of Grafana with texts and one number, an instance a row', async ({
  ledger,
  reader,
}) => {
  await aDay(ledger)

  for (const one of rules) {
    const { columns, rows } = await answer(reader, sqlOf(one))
    expect([one.uid, columns]).toEqual([
      one.uid,
      ['subject text', 'model text', 'version text', 'provider text', 'value float8'],
    ])
    const labels = rows.map(({ subject, model, version, provider }) => JSON.stringify([subject, model, version, provider]))
    expect([one.uid, new Set(labels).size]).toEqual([one.uid, rows.length])
  }
})
