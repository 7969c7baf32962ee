/** `tokenledger versions`: which there are, who says so; `versions unmatched`: what nobody ties to anything, and the line that would. */
import { Command } from 'commander'
import { ConfigError } from '../errors.js'
import { withClient } from '../store/index.js'
import { type Unmatched, unmatchedReplicas } from '../store/usage/index.js'
import { type KnownVersion, knownVersions, type UnseenVersion, unseenVersions } from '../store/versions.js'
import { type Context, contextOf, withStore } from './context.js'
import { amount, count, say, sayJson, several, table } from './print.js'
import { tell, time } from './status-telemetry.js'
import { hintOf } from '../units/model-hint.js'
import { readsAs } from './versions-reads.js'
import { syncCommand } from './versions-sync.js'

export function versionsCommand(): Command {
  return new Command('versions')
    .summary('which versions of which models there are')
    .description(
      'List the versions that telemetry, the map of usage.deployments, a registry or a bill names, with who says so, since ' +
        'when, and what they came to. What a name hints at (size, quantisation) is read out of it, and tags win.',
    )
    .option('--model <name>', 'only those of this model')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger versions sync\n  tokenledger versions --model qwen2.5-32b\n  tokenledger versions unmatched --json\n\n' +
        'Exit codes: 0 listed, 2 mend the call, 4 try again.',
    )
    .action(async (options: { model?: string }, command: Command) => list(contextOf(command), options.model))
    .addCommand(syncCommand())
    .addCommand(
      new Command('unmatched')
        .summary('telemetry without a version, and versions without telemetry')
        .description(
          'Show replicas of which nobody says which version they served, with the lines of tokenledger.yaml that would, ' +
            'and versions that the map, a registry or a bill names and no replica was seen to serve.',
        )
        .action(async (_, command: Command) => unmatched(contextOf(command))),
    )
}

async function list(context: Context, model: string | undefined): Promise<void> {
  const all = await withStore(context, ({ pool }) => withClient(pool, knownVersions))
  const versions = all.filter((one) => model === undefined || one.model === model)
  if (model !== undefined && versions.length === 0 && all.length > 0) throw unknownModel(model, all)
  if (context.shared.json === true) {
    return sayJson({ versions: versions.map((one) => ({ ...one, hint: hintOf(one) })) })
  }
  if (context.shared.quiet === true) return
  if (versions.length === 0)
    return say('No version is known yet: read a registry (tokenledger versions sync), load a bill, and usage.')
  say(
    table(
      [
        { title: 'Model' },
        { title: 'Version' },
        { title: 'Told by' },
        { title: 'Registry' },
        { title: 'Replicas', align: 'right' },
        { title: 'First hour' },
        { title: 'Last hour' },
        { title: 'CNY', align: 'right' },
        { title: 'Its name reads' },
      ],
      versions.map((one) => [
        one.model,
        one.version === '' ? '-' : one.version,
        one.told_by.length > 0 ? one.told_by.join(', ') : one.registry === null ? 'bill' : '-',
        registryOf(one),
        count(one.replicas),
        one.first_hour === null ? '' : time(one.first_hour),
        one.last_hour === null ? '' : time(one.last_hour),
        one.first_hour === null ? '' : one.cny === null ? 'unknown' : amount(one.cny, 'CNY'),
        readsAs(hintOf(one)),
      ]),
    ),
  )
}

function unknownModel(model: string, all: readonly KnownVersion[]): ConfigError {
  const known = [...new Set(all.map((one) => one.model))].toSorted()
  return new ConfigError(`No version is of a model ${model}. Known: ${known.join(', ')}.`, { facts: { model } })
}

function registryOf({ registry, ended_at: ended }: KnownVersion): string {
  if (registry === null) return ''
  return ended === null ? registry : `${registry}, until ${time(ended)}`
}

async function unmatched(context: Context): Promise<void> {
  const [replicas, unseen] = await withStore(context, ({ pool }) =>
    withClient(pool, async (client) => [await unmatchedReplicas(client), await unseenVersions(client)] as const),
  )
  const versionless = replicas.filter(({ lacks }) => lacks === 'version')
  if (context.shared.json === true)
    return sayJson({ telemetry_without_version: versionless, versions_without_telemetry: unseen })
  if (context.shared.quiet === true) return
  if (versionless.length === 0 && unseen.length === 0) {
    return say('Every replica of the last 35 days has a version, and every version was seen at work.')
  }
  if (versionless.length > 0) showVersionless(versionless)
  if (unseen.length > 0) showUnseen(unseen)
}

function showVersionless(versionless: readonly Unmatched[]): void {
  tell(
    `${several(versionless.length, 'replica')} served nobody knows which version. Name the label that holds it in ` +
      'version_label of the Prometheus, give the registered version a tag served_model_name, or write in tokenledger.yaml:\n',
  )
  say('usage:\n  deployments:')
  for (const { source, replica, served_model: model, since } of versionless) {
    say(
      [
        `    - replica: ${JSON.stringify(replica)}`,
        `      source: ${JSON.stringify(source)}`,
        `      served_model: ${JSON.stringify(model)}`,
        '      version: "<its version>"',
        `      from: ${since}`,
      ].join('\n'),
    )
  }
}

/** A registry holds many that were never meant to serve; those are told as a number. */
function showUnseen(unseen: readonly UnseenVersion[]): void {
  const named = unseen.filter(({ named_by: by, served_model: served }) => by !== 'registry' || served !== null)
  const others = unseen.filter((one) => !named.includes(one))
  const [example] = others
  if (named.length > 0) {
    tell(
      `\nNever seen at work: ${several(named.length, 'version')}. Of one that a bill names, tokens are not known; of one ` +
        'that the map or a registry names, look at the name it is served under and its hours:\n',
    )
    say(
      table(
        [
          { title: 'Model' },
          { title: 'Version' },
          { title: 'Named by' },
          { title: 'Replica of the map' },
          { title: 'Served as' },
        ],
        named.map(({ model, version, named_by: by, replica, served_model: served }) => [
          model,
          version === '' ? '-' : version,
          by,
          replica ?? '',
          served ?? '',
        ]),
      ),
    )
  }
  if (example === undefined) return
  tell(
    `\nWithout a name to be served under: ${several(others.length, 'version')} of the registries (--json lists them). Give ` +
      'one a tag served_model_name, or write in tokenledger.yaml:\n',
  )
  say('usage:\n  deployments:')
  say(
    `    - { replica: <its replica>, model: ${JSON.stringify(example.model)}, version: ${JSON.stringify(example.version)}, from: <its first hour> }`,
  )
}
