/** The alert rules that Grafana reads: what its evaluation asks of a rule, and that each is answered to its role. */
import { expect } from 'vitest'
import { z } from 'zod'
import { wordsOf } from '../../jobs/alert-words.js'
import { dashboards, rulesFile } from '../../src/dashboards/index.js'
import { readConfig } from '../../src/config/index.js'
import { aDay } from './fleet.js'
import { type Answer, answer, test } from './shown.js'

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
  dashboardUid: z.string().optional(),
  panelId: z.number().optional(),
  notification_settings: z
    .object({ receiver: z.string(), group_by: z.array(z.string()), group_wait: z.string(), group_interval: z.string() })
    .loose(),
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
const panels = new Set(dashboards().flatMap(({ uid, panels: shown = [] }) => shown.map(({ id }) => `${uid}/${id}`)))

/** What Grafana would refuse, or take for something else. */
function faults(one: Rule): string[] {
  const { uid, condition, data, labels, annotations, notification_settings: told, dashboardUid, panelId } = one
  const texts = [...Object.values(labels), ...Object.values(annotations)]
  const names = new Set(data.map(({ refId }) => refId))
  const valued = texts.flatMap((text) => [...text.matchAll(/\.Values\.(\w+)/g)].map(([, name = '']) => name))
  const asked = data.map(({ model }) => model['expression']).filter((name) => name !== undefined)
  return [
    ...(/^[A-Za-z0-9_-]{1,40}$/.test(uid) ? [] : ['a uid that it does not take']),
    ...(names.has(condition) ? [] : ['a condition that is no query']),
    ...(data.every(({ refId, model }) => refId === model.refId) ? [] : ['a query of two names']),
    ...(asked.every((name) => names.has(String(name))) ? [] : ['a threshold of no query']),
    ...(valued.every((name) => names.has(name)) ? [] : ['a value of no query']),
    ...(texts.some((text) => text.includes('$')) ? ['a dollar, which it expands'] : []),
    ...((dashboardUid === undefined) === (panelId === undefined) ? [] : ['a panel without a dashboard']),
    ...(panelId === undefined || panels.has(`${dashboardUid}/${panelId}`) ? [] : ['a panel that is not there']),
    ...(told.group_wait === '0s' && one.for === '0s' ? [] : ['a wait before it is told']),
    ...(told.group_interval === '0s' ? ['an interval of nothing'] : []),
    ...(told.group_by.includes('subject') ? [] : ['subjects that wait for each other']),
  ]
}

/** Grafana looks at groups every so many times ten seconds; a minute less what telling takes is the most that we can wait. */
function groupFaults({ interval, rules: inside }: { readonly interval: string; readonly rules: readonly Pick<Rule, 'uid' | 'title'>[] }): string[] {
  const seconds = Number(/^(\d+)s$/.exec(interval)?.[1] ?? Number.NaN)
  return [
    ...(seconds > 0 && seconds % 10 === 0 ? [] : ['an interval that is no multiple of ten seconds']),
    ...(seconds > 50 ? ['an interval that is too long for a minute'] : []),
    ...(new Set(inside.map(({ uid }) => uid)).size === inside.length ? [] : ['two of one uid']),
    ...(new Set(inside.map(({ title }) => title)).size === inside.length ? [] : ['two of one title']),
  ]
}

/** Of what its query answers: a row is an instance, its one number is compared, its texts are its labels. */
function instanceFaults({ columns, rows }: Answer): string[] {
  const numbers = columns.filter((column) => column.endsWith(' float8'))
  const texts = columns.filter((column) => column.endsWith(' text')).map((column) => column.replace(' text', ''))
  const labels = rows.map((row) => JSON.stringify(texts.map((name) => row[name])))
  return [
    ...(numbers.length === 1 ? [] : ['not one number']),
    ...(numbers.length + texts.length === columns.length ? [] : ['what is neither a number nor a text']),
    ...(new Set(labels).size === rows.length ? [] : ['two instances of the same labels']),
  ]
}

const sqlOf = ({ data }: Rule): string => String(data.find(({ refId }) => refId === 'R')?.model['rawSql'])

test('each of our rules is one that Grafana takes, told at once, under a name of its own', () => {
  expect(rules).toHaveLength(13)
  expect(rules.flatMap((one) => faults(one).map((fault) => `${one.uid}: ${fault}`))).toEqual([])
  expect(new Set(rules.map(({ uid }) => uid)).size).toBe(13)
  expect(new Set(rules.map(({ notification_settings: told }) => told.receiver))).toEqual(new Set(['tokenledger']))
  expect(group === undefined ? ['no group'] : groupFaults(group)).toEqual([])
})

test.each<[string, (one: Rule) => Rule]>([
  ['a uid that it does not take', (one) => ({ ...one, uid: 'x'.repeat(41) })],
  ['a condition that is no query', (one) => ({ ...one, condition: 'Z' })],
  ['a dollar, which it expands', (one) => ({ ...one, labels: { a: '{{ $labels.model }}' } })],
  ['a wait before it is told', (one) => ({ ...one, for: '5m' })],
  ['a query of two names', (one) => ({ ...one, data: one.data.map((each) => ({ ...each, model: { ...each.model, refId: 'Q' } })) })],
  ['a threshold of no query', (one) => ({ ...one, data: one.data.map((each) => ({ ...each, model: { ...each.model, expression: 'Q' } })) })],
  ['a value of no query', (one) => ({ ...one, annotations: { summary: '{{ .Values.Q.Value }}' } })],
  ['a panel without a dashboard', (one) => ({ ...one, dashboardUid: 'tokenledger-version', panelId: undefined })],
  ['a panel that is not there', (one) => ({ ...one, dashboardUid: 'tokenledger-version', panelId: 99 })],
  ['an interval of nothing', (one) => ({ ...one, notification_settings: { ...one.notification_settings, group_interval: '0s' } })],
  ['subjects that wait for each other', (one) => ({ ...one, notification_settings: { ...one.notification_settings, group_by: ['alertname'] } })],
])('a rule with %s is found', (fault, broken) => {
  const [first] = rules

  expect(first === undefined ? [] : faults(broken(first))).toEqual([fault])
})

test.each<[string, Parameters<typeof groupFaults>[0]]>([
  ['an interval that is no multiple of ten seconds', { interval: '15s', rules: [] }],
  ['an interval that is too long for a minute', { interval: '60s', rules: [] }],
  ['two of one uid', { interval: '30s', rules: [{ uid: 'a', title: 'A' }, { uid: 'a', title: 'B' }] }],
  ['two of one title', { interval: '30s', rules: [{ uid: 'a', title: 'A' }, { uid: 'b', title: 'A' }] }],
])('a group of rules with %s is found', (fault, broken) => {
  expect(groupFaults(broken)).toEqual([fault])
})

test.each<[string, Answer]>([
  ['not one number', { columns: ['subject text', 'a float8', 'b float8'], rows: [] }],
  ['not one number', { columns: ['subject text'], rows: [] }],
  ['what is neither a number nor a text', { columns: ['hour timestamptz', 'subject text', 'a float8'], rows: [] }],
  ['two instances of the same labels', { columns: ['subject text', 'a float8'], rows: [{ subject: 'x', a: 1 }, { subject: 'x', a: 2 }] }],
])('a query that answers %s is found', (fault, broken) => {
  expect(instanceFaults(broken)).toEqual([fault])
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
    const told = await answer(reader, sqlOf(one))
    expect([one.uid, ...instanceFaults(told)]).toEqual([one.uid])
    expect(told.columns).toEqual(['subject text', 'model text', 'version text', 'provider text', 'value float8'])
  }
})
