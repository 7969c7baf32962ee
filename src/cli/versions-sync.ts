/** `tokenledger versions sync`: what registries hold, into the ledger. */
import { Command } from 'commander'
import { splitByOf } from '../../jobs/fold.js'
import { registriesNamed } from '../../jobs/registries.js'
import { rulesOf } from '../../jobs/usage-options.js'
import { isLacking, loadVersions, type VersionsLoaded } from '../../jobs/versions.js'
import { type Context, contextOf, withStore } from './context.js'
import { count, say, sayJson, table } from './print.js'

interface Options {
  readonly registry?: string
  readonly allowEmpty?: true
}

export function syncCommand(): Command {
  return new Command('sync')
    .summary('read the registries of versions')
    .description(
      'Read versions, tags and aliases from the registries of tokenledger.yaml. What changed is dated: a version from its ' +
        'creation, a tag or an alias from when it is seen, or from the date that it names. Hours in which a served name ' +
        'stood for another version are split anew, and no others. Running it again changes nothing.',
    )
    .option('--registry <name>', 'only this one')
    .option('--allow-empty', 'let a registry that is empty end the versions that it held')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger versions sync\n  tokenledger versions sync --registry prod --json\n\n' +
        'Exit codes: 0 read, 2 mend the call, 3 refused, 4 try again, 5 not all of it is understood.',
    )
    .action(async (options: Options, command: Command) => sync(contextOf(command), options))
}

async function sync(context: Context, { registry, allowEmpty }: Options): Promise<void> {
  const { config, log, shared } = context
  const sources = registriesNamed(config, registry)
  const loaded = await withStore(context, (store) =>
    loadVersions(store, {
      sources,
      split: splitByOf(config),
      rules: rulesOf(config),
      allowEmpty: allowEmpty === true,
      now: new Date(),
      onStep: (step) => log.debug({ step }, 'step'),
    }),
  )
  const lacking = loaded.filter(isLacking)
  log.info({ command: 'versions sync', registries: loaded.length, lacking: lacking.length }, 'read')
  if (shared.json === true) sayJson({ registries: loaded })
  else if (shared.quiet !== true) show(loaded)
  if (lacking.length > 0) process.exitCode = 5
}

function show(loaded: readonly VersionsLoaded[]): void {
  say(
    table(
      [
        { title: 'Registry' },
        { title: '' },
        { title: 'Versions', align: 'right' },
        { title: 'Came', align: 'right' },
        { title: 'Went', align: 'right' },
        { title: 'Deployments that came, went', align: 'right' },
      ],
      loaded.map(({ registry, outcome, versions, came, gone, deployments }) => [
        registry,
        outcome === 'kept_empty' ? 'kept' : outcome,
        count(versions),
        count(came),
        count(gone),
        `${count(deployments.came)}, ${count(deployments.gone)}`,
      ]),
    ),
  )
  for (const { registry, outcome, warnings } of loaded) {
    if (outcome === 'kept_empty')
      say(`\n${registry} holds no version now. What it held is kept; to end it, run again with --allow-empty.`)
    for (const warning of warnings) say(`\n${registry}: ${warning}`)
  }
}
