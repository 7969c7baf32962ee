/** `tokenledger notify`: try a channel, pass on what Grafana says, and send once more what was not taken. */
import { Command } from 'commander'
import { channelNamed, channelsOf, drop, keep, resend } from '../../jobs/channels.js'
import type { Config } from '../config/index.js'
import { LedgerError, SourceDown, SourceRefused } from '../errors.js'
import { type Message, same, startRelay, type Undelivered } from '../notify/index.js'
import { type Context, contextOf, withStore } from './context.js'
import { untilSignal } from './leave.js'
import { say, sayJson, several } from './print.js'

export function notifyCommand(): Command {
  return new Command('notify')
    .summary('messages to Feishu, DingTalk, WeCom, Slack, PagerDuty, webhooks and e-mail')
    .description('Try the channels of tokenledger.yaml, pass on what Grafana says, and send again what was not taken.')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger notify test oncall\n  tokenledger notify relay\n  tokenledger notify resend\n\n' +
        'Exit codes: 0 told, 2 mend the settings, 3 refused, 4 try again.',
    )
    .addCommand(testCommand())
    .addCommand(relayCommand())
    .addCommand(resendCommand())
}

function testCommand(): Command {
  return new Command('test')
    .summary('send a message that is a test to a channel')
    .description(
      'Send a test to a channel of tokenledger.yaml, signed as any message is, and say what its receiver answered.',
    )
    .argument('<channel>', 'its name')
    .action(async (name: string, _, command: Command) => test(contextOf(command), name))
}

async function test({ config, shared, log }: Context, name: string): Promise<void> {
  const channel = channelNamed(config, name)
  const { alerts, undelivered } = await channel.send([trial(config)])
  const [failed] = undelivered
  if (failed !== undefined) throw errorOf(failed)
  log.info({ command: 'notify test', channel: name, kind: channel.kind }, 'told')
  if (shared.json === true) sayJson({ channel: name, kind: channel.kind, alerts })
  else if (shared.quiet !== true) say(`${name} (${channel.kind}) took the test.`)
}

function trial({ businessTimeZone }: Config): Message {
  return {
    state: 'test',
    severity: 'info',
    key: 'tokenledger:test',
    title: { en: 'This channel hears tokenledger', zh: '此渠道可以收到 tokenledger 的消息' },
    facts: [
      { label: { en: 'Example', zh: '示例' }, value: same('¥300.00 ($42.00)') },
      { label: { en: 'Time zone', zh: '时区' }, value: same(businessTimeZone) },
    ],
    since: new Date(),
    link: undefined,
  }
}

function errorOf({ error, exitCode }: Undelivered): LedgerError {
  return exitCode === 4 ? new SourceDown(error) : new SourceRefused(error)
}

function relayCommand(): Command {
  return new Command('relay')
    .summary('take the webhook of Grafana, and sign what Grafana cannot')
    .description(
      'Listen at alerts.relay.listen for contact points of Grafana of type webhook, whose URL ends with the name of a ' +
        'channel: http://127.0.0.1:9465/oncall. What is signed with alerts.relay.secret and not older than five minutes is told ' +
        'to that channel in its language. What the channel does not take is kept, shown by status and answered with 502.',
    )
    .action(async (_, command: Command) => relay(contextOf(command)))
}

async function relay(context: Context): Promise<void> {
  const { config, log, shared } = context
  const signal = untilSignal()
  await withStore(context, async (store) => {
    const running = await startRelay({
      relay: config.alerts.relay,
      channels: channelsOf(config),
      now: () => Date.now(),
      onDelivered: ({ channel, alerts, posts, undelivered }) =>
        log[undelivered.length === 0 ? 'info' : 'warn']({ channel, alerts, posts, lost: undelivered.length }, 'told'),
      onUndelivered: (undelivered) => keep(store, undelivered),
    })
    const { address } = running
    if (shared.json === true) sayJson({ address })
    else if (shared.quiet !== true) say(`http://${address}/ and the name of a channel`)
    log.info({ address, signal: await signal }, 'asked to end')
    running.close()
  })
}

function resendCommand(): Command {
  return new Command('resend')
    .summary('send once more what channels did not take')
    .description(
      'Send what status shows as not delivered once more, oldest first. What fails again stays, with its new reason.',
    )
    .option('--drop', 'send nothing: nobody need hear it any more')
    .option('--channel <name>', 'with --drop: only what this channel was to hear')
    .action(async (options: { drop?: true; channel?: string }, command: Command) => {
      const context = contextOf(command)
      if (options.drop === true) return dropped(context, options.channel)
      return again(context)
    })
}

async function again(context: Context): Promise<void> {
  const done = await withStore(context, (store) => resend(store, channelsOf(context.config)))
  process.exitCode = done.exitCode
  if (context.shared.json === true) sayJson({ sent: done.sent, waiting: done.waiting })
  else if (context.shared.quiet !== true) {
    say(`${several(done.sent, 'alert')} told, ${several(done.waiting, 'alert')} not taken again.`)
  }
}

async function dropped(context: Context, name: string | undefined): Promise<void> {
  const alerts = await withStore(context, (store) => drop(store, name))
  if (context.shared.json === true) sayJson({ dropped: alerts })
  else if (context.shared.quiet !== true) say(`${several(alerts, 'alert')} dropped.`)
}
