/** Which engines a Prometheus is read for: those that ship, and those of a file of one's own. */
import { z } from 'zod'
import { readYaml, textOfFile } from '../../../config/document.js'
import { inOrder, type Mistake, mistakeAt, mistakesError, mistakesOf } from '../../../config/mistakes.js'
import { ConfigError } from '../../../errors.js'
import { shipped } from '../../../shipped.js'
import type { PrometheusSettings } from '../settings.js'
import { type Engine, engineOf } from './engine.js'
import { form } from './form.js'
import { Names } from './names.js'

const SHIPPED = 'src/sources/prometheus/engines.yaml'

/**
 * The names that are read of this server.
 * @throws ConfigError when the file cannot be read, with all of its mistakes, or for engines that cannot stand together
 */
export async function namesFor(settings: PrometheusSettings): Promise<Names> {
  const all = await allEngines(settings.enginesFile)
  return new Names(chosen(settings, all).map((engine) => tellingTenants(engine, settings)))
}

/** The label that names who asked tells series of one target apart, whether the file of engines knows it or not. */
function tellingTenants(engine: Engine, { gateway }: PrometheusSettings): Engine {
  const { tenantLabel } = gateway ?? {}
  return tenantLabel === undefined ? engine : { ...engine, apart: new Set([...engine.apart, tenantLabel]) }
}

/** Those of one's own first: of two of one name the own one counts. */
export async function allEngines(file: string | undefined): Promise<readonly Engine[]> {
  const own = file === undefined ? [] : await enginesIn(file, 'usage.engines_file')
  const names = new Set(own.map(({ name }) => name))
  ours ??= enginesIn(shipped(SHIPPED), 'usage.engines_file')
  return [...own, ...(await ours).filter(({ name }) => !names.has(name))]
}

/** Read once: what ships stays as it is while we run. */
let ours: Promise<readonly Engine[]> | undefined

async function enginesIn(file: string, setting: string): Promise<Engine[]> {
  const yaml = readYaml(await textOfFile(file, setting))
  const mistakes: Mistake[] = yaml.mistakes.map((one) => ({ ...one, where: `${file}:${one.line}:${one.column}` }))
  const parsed = form.safeParse(yaml.value ?? {})
  if (!parsed.success) mistakes.push(...mistakesOf(file, yaml, parsed.error, z.toJSONSchema(form, { io: 'input' })))
  const engines = Object.entries(parsed.data?.engines ?? {}).map(([name, said]) => engineOf(name, said))
  for (const engine of engines) {
    const wrong = timesCounted(engine)
    if (wrong !== undefined) {
      const words = `counts the sum of ${wrong}, which is a time. Only sums of tokens are counted.`
      mistakes.push(mistakeAt(file, yaml, ['engines', engine.name, 'read'], words))
    }
  }
  if (mistakes.length > 0) throw mistakesError('The file of engines', inOrder(mistakes))
  return engines
}

/** A histogram of times whose sum is to be counted as tokens. */
function timesCounted({ counted, timed }: Engine): string | undefined {
  const times = Object.values(timed).flatMap((some) => some.map(({ metric }) => metric))
  const all = new Set(Object.values(counted).flatMap((some) => some.map(({ metric }) => metric)))
  return times.find((metric) => all.has(`${metric}_sum`))
}

function chosen({ name, engines: named }: PrometheusSettings, all: readonly Engine[]): readonly Engine[] {
  if (named === undefined) return all.filter(({ onlyIfNamed }) => !onlyIfNamed)
  const unknown = named.find((one) => all.every((engine) => engine.name !== one))
  if (unknown !== undefined) {
    throw refused(name, `names the engine ${unknown}. Known: ${all.map((one) => one.name).join(', ')}.`)
  }
  const found = named.flatMap((one) => all.filter((engine) => engine.name === one))
  const front = found.find(({ fronts }) => fronts)
  const behind = found.find(({ fronts }) => !fronts)
  if (front !== undefined && behind !== undefined) {
    const words = `names ${front.name} and ${behind.name}. The one stands before the other, and both count the same tokens.`
    throw refused(name, `${words} ${APART}`)
  }
  const clash = new Names(found).shared().find(([, engines]) => !canBeToldApart(engines))
  if (clash !== undefined) {
    const [written, engines] = clash
    const both = engines.map((one) => one.name).join(' and ')
    throw refused(name, `names ${both}, which both write ${written}. ${APART}`)
  }
  return found
}

const APART = 'Give each an entry of its own, with match.'

/** By which label names the model. */
function canBeToldApart(engines: readonly Engine[]): boolean {
  const labels = engines.flatMap(({ model }) => model)
  return engines.every(({ model }) => model.length > 0) && new Set(labels).size === labels.length
}

function refused(source: string, words: string): ConfigError {
  return new ConfigError(`engines of usage.prometheus ${source} ${words}`, { facts: { source } })
}
