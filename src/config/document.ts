import { readFile } from 'node:fs/promises'
import { LineCounter, isAlias, isMap, isNode, isScalar, parseDocument, visit } from 'yaml'
import type { Document, YAMLError } from 'yaml'
import { ConfigError } from '../errors.js'
import { codeOf } from './secrets.js'

/** The way to a setting: `['bills', 'focus', 'paths', 0]`. */
export type Path = readonly (string | number)[]

/** A place in a file, both counted from 1, as editors do. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** A YAML file that was read: what it says, and where it says so. */
export interface YamlFile {
  /** Undefined when the file says nothing, or nothing that can be understood. */
  readonly value: unknown
  readonly mistakes: readonly (Place & { readonly text: string })[]
  /** Where a value stands; for one that is missing, where its mapping begins. */
  placeOf(path: Path): Place
  placeOfKey(path: Path, key: string): Place
  /** A scalar as it was written: `012345678901`, of which YAML makes a number. */
  sourceOf(path: Path): string | undefined
}

/**
 * The text of a file that a setting names.
 * @throws ConfigError with the setting to mend
 */
export async function textOfFile(file: string, setting: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new ConfigError(
      `${file} cannot be read (${codeOf(cause)}). Name another under ${setting} of tokenledger.yaml.`,
      {
        cause,
        facts: { file },
      },
    )
  }
}

/** Reads YAML text. Throws nothing: what is wrong with the text is among the mistakes. */
export function readYaml(text: string): YamlFile {
  const lines = new LineCounter()
  // Pretty errors quote the line, and the line may hold a secret.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const troubles = [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    text: told(error),
  }))
  const dangling = danglingAliases(document)
  keepFirst(document)
  const broken = dangling.length > 0 || document.errors.some((error) => error.code !== 'DUPLICATE_KEY')
  return {
    value: broken ? undefined : (document.toJS({ maxAliasCount: -1 }) ?? undefined),
    mistakes: [...troubles, ...dangling].map((trouble) => ({ ...place(trouble.offset), text: trouble.text })),
    placeOf: (path) => place(offsetOf(document, path)),
    placeOfKey: (path, key) => place(keyOffset(document, path, key) ?? offsetOf(document, path)),
    sourceOf: (path) => {
      const node = document.getIn(path, true)
      return isScalar(node) ? node.source : undefined
    },
  }
}

/** What stands at a path of a value that was read; undefined when nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inside, part) => {
    if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, part)) return undefined
    const found: unknown = Reflect.get(inside, part)
    return found
  }, value)
}

function told(error: YAMLError): string {
  if (error.code === 'DUPLICATE_KEY') return 'this setting stands here a second time. Keep one of them.'
  return `this is not YAML: ${error.message.replace(/:? ".*/s, '')}.` // some messages quote what stands there
}

// YAML takes the last of two keys and finds the place of the first: what is quoted must be what stands there.
function keepFirst(document: Document.Parsed): void {
  visit(document, {
    Map(_, map) {
      const keys = new Set<unknown>()
      map.items = map.items.filter(({ key }) => {
        const name = isScalar(key) ? key.value : key
        return !keys.has(name) && keys.add(name)
      })
    },
  })
}

// An alias of nothing is no syntax error to the parser; it throws when the value is made. In one walk: an alias that is
// asked for its node walks the document itself, and 200 of them took 0.2 s of every reading of the prices.
function danglingAliases(document: Document.Parsed): { offset: number; text: string }[] {
  const found: { offset: number; text: string }[] = []
  const anchors = new Set<string>()
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.add(node.anchor)
      } else if (!anchors.has(node.source)) {
        found.push({
          offset: node.range?.[0] ?? 0,
          text: `*${node.source} names no anchor. Write &${node.source} before it.`,
        })
      }
    },
  })
  return found
}

function offsetOf(document: Document.Parsed, path: Path): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true)
    if (isNode(node) && !isAlias(node) && node.range) return node.range[0]
  }
  return 0
}

function keyOffset(document: Document.Parsed, path: Path, key: string): number | undefined {
  const map = document.getIn(path, true)
  if (!isMap(map)) return undefined
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined
}
