/** Versions of BentoML: from a Yatai (or BentoCloud) over REST, or from a file that its command line printed. */
import { z } from 'zod'
import type { BentomlConfig } from '../../config/index.js'
import { textOfFile } from '../../config/document.js'
import { ConfigError, MalformedBill, SourceRefused } from '../../errors.js'
import { hidden } from '../../hidden.js'
import { type Answer, ask, type Call, type Patience } from '../../http.js'
import type { RegisteredVersion, RegistryAnswer } from '../../records/registry.js'
import { namesOfTags } from '../../records/served-names.js'
import { printedModel, yataiPage } from './models.js'

/** An entry of `versions.bentoml`. */
export type BentomlSettings = BentomlConfig & {
  /** How long a server that does not answer is waited for; only tests wait otherwise. */
  readonly patience?: Patience
}

const PAGE_SIZE = 100
const TIMEOUT_MS = 60_000

/**
 * All there is.
 * @throws ConfigError for a file that cannot be read or an address that is no Yatai, SourceRefused, SourceDown, MalformedBill
 */
export async function readBentoml(settings: BentomlSettings): Promise<RegistryAnswer> {
  const { versions, requests } = 'file' in settings.place ? await ofFile(settings) : await ofYatai(settings)
  const { names, warnings } = namesOfTags(versions, settings)
  return { registry: settings.name, versions, names, warnings, requests }
}

interface Found {
  readonly versions: readonly RegisteredVersion[]
  readonly requests: number
}

async function ofFile(settings: BentomlSettings): Promise<Found> {
  const file = 'file' in settings.place ? settings.place.file : ''
  const documents = documentsIn(await textOfFile(file, 'versions.bentoml'))
  if (documents === undefined) throw malformed(settings, `${file} is no JSON`)
  const versions = documents.map((one, i) => inForm(settings, printedModel, one, `${file}, model ${i + 1}`))
  const seen = new Set<string>()
  const twice = versions.find((one) => seen.size === seen.add(keyOf(one)).size)
  if (twice !== undefined) throw malformed(settings, `${file} holds ${twice.model}:${twice.version} twice`)
  return { versions, requests: 0 }
}

function keyOf({ model, version }: RegisteredVersion): string {
  return JSON.stringify([model, version])
}

// The escape that begins a colour: on a terminal the command line paints what it prints.
const COLOURS = new RegExp(String.raw`\u001b\[[\d;]*m`, 'g')

/** A model, a list of them, or several printed one after the other. Undefined: neither. */
function documentsIn(text: string): readonly unknown[] | undefined {
  const plain = text.replaceAll(COLOURS, '').trim()
  for (const json of [plain, `[${plain.replaceAll(/\}\s*\n\s*\{/g, '},{')}]`]) {
    try {
      const value: unknown = JSON.parse(json)
      return Array.isArray(value) ? value : [value]
    } catch {
      continue
    }
  }
  return undefined
}

/** Page after page, until as many are there as it says there are. */
async function ofYatai(settings: BentomlSettings): Promise<Found> {
  const found = new Map<string, RegisteredVersion>()
  let [start, requests] = [0, 0]
  for (;;) {
    const body = await get(settings, `api/v1/models?start=${start}&count=${PAGE_SIZE}`)
    requests += 1
    const page = inForm(settings, yataiPage, body, 'api/v1/models')
    if (page.start !== start)
      throw malformed(settings, `it sends models from ${page.start} on, and was asked from ${start} on`)
    const items = page.items ?? []
    for (const one of items) found.set(keyOf(one), one)
    start += items.length
    if (start >= page.total) return { versions: [...found.values()], requests }
    if (items.length === 0) throw malformed(settings, `it says that there are ${page.total} models and sends ${start}`)
  }
}

async function get(settings: BentomlSettings, path: string): Promise<unknown> {
  const { name, place, patience } = settings
  if ('file' in place) throw malformed(settings, 'it is a file')
  const call: Call = {
    who: `Yatai ${name}`,
    url: new URL(path, place.url.endsWith('/') ? place.url : `${place.url}/`),
    method: 'GET',
    headers: { accept: 'application/json', 'X-YATAI-API-TOKEN': place.token.reveal() },
    timeoutMs: TIMEOUT_MS,
    ...(patience === undefined ? {} : { patience }),
  }
  return ask(call, (answer) => understood(settings, call, answer))
}

async function understood(settings: BentomlSettings, { url }: Call, answer: Answer): Promise<unknown> {
  const { status } = answer
  const { name, place } = settings
  const text = await answer.text()
  const facts = { registry: name, host: url.host, status }
  if (status === 401 || status === 403) {
    throw new SourceRefused(
      `Yatai ${name} refused with HTTP ${status} at ${url.host}. Its token is not accepted, or may not read models: look at ` +
        'versions.bentoml.',
      { facts },
    )
  }
  const json = documentsIn(text)?.[0]
  const isHtml = (answer.headers.get('content-type') ?? '').startsWith('text/html')
  if (isHtml || status === 404 || status === 405) {
    throw new ConfigError(
      `${url.origin}${url.pathname} is no API of a Yatai (HTTP ${status}). Set the url of ${name} to the base of it.`,
      { facts },
    )
  }
  // It says with 400 that there is nothing, where others say 404.
  if (status === 400 && /record not found/i.test(text)) return { start: 0, count: 0, total: 0, items: [] }
  if (answer.ok && json !== undefined) return json
  const secret = 'token' in place ? place.token.reveal() : undefined
  throw malformed(settings, `it says HTTP ${status} ${hidden(text.slice(0, 200), [secret])}`)
}

function inForm<T>(settings: BentomlSettings, form: z.ZodType<T>, value: unknown, where: string): T {
  const { success, data, error } = form.safeParse(value)
  if (success) return data
  const { path = [], message = '' } = error.issues[0] ?? {}
  throw malformed(settings, `${where} has another form than it had: ${path.join('.')} ${message}`)
}

function malformed({ name }: BentomlSettings, what: string): MalformedBill {
  return new MalformedBill(`The registry ${name} of BentoML is not understood: ${what}. Nothing was written.`, {
    facts: { registry: name },
  })
}
