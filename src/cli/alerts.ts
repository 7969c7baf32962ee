/** `tokenledger alerts`: what fires and why; `alerts evaluate`: look now, and tell. */
import { Command } from 'commander'
import { evaluate, look } from '../../jobs/alerts.js'
import { isAlertRule, nameOf, whatOf } from '../../jobs/alert-words.js'
import { type AlertEvent, firingAlerts } from '../store/alerts.js'
import { withClient } from '../store/index.js'
import { type Context, contextOf, withStore } from './context.js'
import { amount, say, sayJson, several, table } from './print.js'
import { time } from './status-telemetry.js'

export function alertsCommand(): Command {
  return new Command('alerts')
    .summary('what fires, and why')
    .description(
      'List the alerts that fire by what is loaded now: the rule, whose they are, the number against its threshold, the cost ' +
        'against its mean, and since when. Nobody is told; run, schedule and backfill do that where a channel is set. It is ' +
        'news, so the exit code is 0.',
    )
    .addHelpText('after', '\nExamples:\n  tokenledger alerts\n  tokenledger alerts evaluate --json')
    .option('--rule <name>', 'only those of this rule')
    .action(async ({ rule }: { rule?: string }, command: Command) => list(contextOf(command), rule))
    .addCommand(
      new Command('evaluate')
        .summary('compare what is loaded with the thresholds now, and tell the channels')
        .description(
          'Do what happens after jobs: open and end alerts by what is loaded, and tell the channels of each rule.',
        )
        .action(async (_, command: Command) => now(contextOf(command))),
    )
}

async function list(context: Context, rule: string | undefined): Promise<void> {
  const all = await withStore(context, async (store) => {
    await look(store, context.config)
    return withClient(store.pool, firingAlerts)
  })
  const firing = all.filter((one) => rule === undefined || one.rule === rule)
  if (context.shared.json === true) return sayJson({ alerts: firing })
  if (context.shared.quiet === true) return
  if (firing.length === 0) return say('Nothing fires.')
  say(
    table(
      [
        { title: 'Rule' },
        { title: 'Whose' },
        { title: 'What' },
        { title: 'Value', align: 'right' },
        { title: 'Threshold', align: 'right' },
        { title: 'Cost', align: 'right' },
        { title: 'Mean', align: 'right' },
        { title: 'Since' },
      ],
      firing.map(rowOf),
    ),
  )
}

function rowOf(event: AlertEvent): string[] {
  const { rule, value, threshold, now_usd: usd, usual_usd: usual, since } = event
  return [
    rule,
    nameOf(event),
    isAlertRule(rule) ? whatOf(rule).en : '',
    value,
    threshold,
    usd === null ? '' : amount(usd, 'USD'),
    usual === null ? '' : amount(usual, 'USD'),
    time(since),
  ]
}

async function now(context: Context): Promise<void> {
  const done = await withStore(context, (store) => evaluate(store, context.config))
  if (context.shared.json === true) return sayJson(done)
  if (context.shared.quiet === true) return
  say(`${several(done.fired, 'alert')} began, ${several(done.resolved, 'alert')} ended.`)
  if (done.lost > 0) say(`${several(done.lost, 'message')} did not arrive. Why: tokenledger status`)
}
