import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { globSync } from 'tinyglobby'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { configJsonSchema } from '../src/config/index.js'
import { schema } from '../src/config/schema.js'
import * as errors from '../src/errors.js'
import { shipped } from '../src/shipped.js'
import { amountColumns, detailColumns, keyColumns } from '../src/sources/focus/columns.js'
import { anchorsOf, blocksOf, page, rowsOf, shapeOf, tableUnder } from './support/docs.js'
import { callsIn, helpOf, leaves, longest } from './support/help.js'
import { aNewcomer } from './support/newcomer.js'

const pages = globSync(['README.md', 'docs/*.md'], { cwd: shipped('.') }).filter((path) => !path.includes('.zh-CN.'))
const twinOf = (path: string): string => path.replace(/\.md$/, '.zh-CN.md')
const twins = pages.filter((path) => existsSync(shipped(twinOf(path))))
const all = [...pages, ...twins.map(twinOf)].toSorted()
/** For people who change the program, in English only. */
const inEnglishOnly = ['docs/architecture.md', 'docs/decisions.md']

describe('the pages', () => {
  test('that users read come in English and Chinese', () => {
    expect(pages.filter((path) => !twins.includes(path))).toEqual(inEnglishOnly)
  })

  test('say nothing of a place that is not there', async () => {
    const broken = await Promise.all(
      all.map(async (path) => {
        const links = [...(await page(path)).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)]
        const missing = links.map(async ([, file = '', anchor]) => {
          const target = file === '' ? path : join(dirname(path), file)
          if (!existsSync(shipped(target))) return [`${path}: ${file}`]
          return anchor === undefined || anchorsOf(await page(target)).includes(anchor)
            ? []
            : [`${path}: ${file}#${anchor}`]
        })
        return (await Promise.all(missing)).flat()
      }),
    )

    expect(broken.flat()).toEqual([])
  })
})

describe.each(twins)('%s and its Chinese twin', (path) => {
  test(`${path} has the headings, tables and blocks of its twin`, async () => {
    const [english, chinese] = await Promise.all([page(path), page(twinOf(path))])

    expect(shapeOf(chinese)).toEqual(shapeOf(english))
  })
})

describe.each(pages)('%s, typed by a newcomer', (path) => {
  test(`${path} works as it stands, block after block`, async () => {
    const blocks = blocksOf(await page(path)).filter(({ language }) => ['sh', 'sql', 'yaml'].includes(language))
    // Settings alone are read without one: a ledger of their own takes half a minute a page.
    const newcomer = blocks.every(({ language }) => language === 'yaml') ? undefined : await aNewcomer()
    const failed: string[] = []

    for (const { language, text, line } of blocks) {
      const run = language === 'sh' ? newcomer?.type(text) : language === 'sql' ? newcomer?.query(text) : readYaml(text)
      await run?.catch((error: unknown) => failed.push(`${path}:${line}: ${String(error)}`))
    }
    await newcomer?.leave()

    expect(failed).toEqual([])
  })
})

describe.each(all)('the commands in %s', (path) => {
  test(`${path} names commands and options that there are`, async () => {
    const calls = callsIn(await page(path))

    const strange = calls.flatMap(({ words, options }) => {
      const command = longest(words)
      const help = `${helpOf([])}\n${helpOf(command)}`
      const unknown = options.filter((option) => !new RegExp(`${option}(?![a-z-])`).test(help))
      const lost = command.length === 0 && words.length > 0
      return [...unknown, ...(lost ? [words.join(' ')] : [])]
    })

    expect(strange).toEqual([])
  })

  test(`${path} names npm scripts that there are`, async () => {
    const text = await page(path)
    const { scripts } = JSON.parse(readFileSync(shipped('package.json'), 'utf8'))

    const named = [...text.matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)].map(
      ([, script, short]) => script ?? short,
    )

    expect(named.filter((name) => !Object.keys(scripts).includes(String(name)))).toEqual([])
  })
})

describe('the README', () => {
  test('tells of each command what its help tells', async () => {
    const told = tableUnder(await page('README.md'), 'Commands')

    const helped = leaves([])

    expect(told.map(([command]) => command).toSorted()).toEqual(helped.map(({ command }) => command).toSorted())
    const wrong = told.filter(([command, words = '']) => {
      const summary = helped.find((one) => one.command === command)?.summary ?? ''
      return summary !== words && !new RegExp(`^${escaped(words)}[.:;]`).test(summary)
    })
    expect(wrong).toEqual([])
  })

  test('names in Chinese the commands of the English table, in its order', async () => {
    const [english, chinese] = await Promise.all([page('README.md'), page('README.zh-CN.md')])

    const names = (text: string, title: string) => tableUnder(text, title).map(([command]) => command)

    expect(names(chinese, '命令')).toEqual(names(english, 'Commands'))
  })

  test('tells every exit code', async () => {
    const told = tableUnder(await page('README.md'), 'Exit codes').filter(([, name]) => name !== '')

    const there = Object.values(errors).flatMap((kind) => {
      if (kind === errors.LedgerError) return []
      const { exitCode, name } = Reflect.construct(kind, [''])
      return [[String(exitCode), String(name)]]
    })

    expect(told.map(([code, name]) => [code, name])).toEqual(there)
  })
})

describe.each([
  ['README.md', 'C'],
  ['README.zh-CN.md', 'zh_CN.UTF-8'],
])('the first page of %s', (path, locale) => {
  const home = mkdtempSync(join(tmpdir(), 'tokenledger-demo-'))
  const env = { PATH: process.env['PATH'], HOME: home, LC_ALL: locale }
  const demo = (...args: readonly string[]): string =>
    execFileSync(process.execPath, ['dist/src/cli/main.js', 'demo', ...args], {
      cwd: shipped('.'),
      env,
      encoding: 'utf8',
    })
  afterAll(() => {
    demo('--reset')
    rmSync(home, { recursive: true, force: true })
  })

  test(`${path} shows what npm start shows`, async () => {
    chmodSync(home, 0o755)
    const shown = blocksOf(await page(path)).find(({ language }) => language === 'text')?.text ?? ''

    const said = demo().replaceAll(home, '/home/you')

    const parts = shown.split(/^ {2}…$/m).map((part) => part.trim())
    expect(parts).toHaveLength(2)
    for (const part of parts) expect(said).toContain(part)
  })
})

describe.each(['docs/configuration.md', 'docs/configuration.zh-CN.md'])('%s', (path) => {
  const settings = settingsOf(configJsonSchema(), '')

  test(`${path} names every setting and its default`, async () => {
    const told = rowsOf(await page(path)).filter(([name = '']) => settings.some((one) => one[0] === name))

    expect(told.map(([name, value]) => [name, value])).toEqual(settings.map(([name, value]) => [name, value]))
  })

  test(`${path} names every variable that is read`, async () => {
    const text = await page(path)

    const files = globSync('{src,jobs}/**/*.ts', { cwd: shipped('.') }).map((file) =>
      readFileSync(shipped(file), 'utf8'),
    )
    const read = files.flatMap((source) => [...source.matchAll(/env\['([A-Z_]+)'\]/g)].map(([, name = '']) => name))
    const unsaid = [...new Set(read)].filter((name) => name !== 'HOME' && !text.includes(`\`${name}\``))

    expect(read).toContain('DATABASE_URL')
    expect(unsaid).toEqual([])
  })
})

test('the configuration page says what the schema says', async () => {
  const rows = rowsOf(await page('docs/configuration.md'))

  const wrong = settingsOf(configJsonSchema(), '').filter(([name, , means]) => {
    const row = rows.find(([first]) => first === name)
    return row?.[2] !== means
  })

  expect(wrong).toEqual([])
})

describe.each(['docs/focus.md', 'docs/focus.zh-CN.md'])('%s', (path) => {
  test(`${path} names every column that is kept`, async () => {
    const text = await page(path)

    const kept = [...Object.values(keyColumns).flat(), ...detailColumns, ...Object.values(amountColumns)]

    expect(kept.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })

  test(`${path} tells every reason to reject a line`, async () => {
    const told = new Set(
      rowsOf(await page(path)).flatMap(([columns = '', reason = '']) =>
        columns.split(/[,、] ?/).map((column) => `${column.replace(/^(the whole line|整行)$/, '')}: ${reason}`),
      ),
    )

    const sql = readFileSync(shipped('sql/focus/2_line.sql'), 'utf8')
    const reasons = [...sql.matchAll(/col := '(\w*)', reason := '([^']+)'/g)].map(
      ([, column, why]) => `${column}: ${why}`,
    )

    expect(reasons.length).toBeGreaterThan(15)
    expect(reasons.filter((reason) => !told.has(reason))).toEqual([])
  })
})

async function readYaml(text: string): Promise<void> {
  schema.parse(parse(text))
}

type JsonSchema = ReturnType<typeof configJsonSchema>

/** Name, default and meaning of each setting, as a table would tell it. */
function settingsOf(setting: JsonSchema, name: string): [name: string, fallback: string, means: string][] {
  const inside = Object.entries(setting.properties ?? {}).flatMap(([key, one]) =>
    typeof one === 'object' ? settingsOf(one, name === '' ? key : `${name}.${key}`) : [],
  )
  const items = setting.items
  const entries =
    typeof items === 'object' && !Array.isArray(items) && items.properties !== undefined
      ? settingsOf(items, `${name}[]`)
      : []
  const { default: value, description = '' } = setting
  const plain = value === undefined || (typeof value === 'object' && !Array.isArray(value))
  const self: [string, string, string] = [
    name,
    plain ? '' : Array.isArray(value) ? JSON.stringify(value) : String(value),
    description,
  ]
  return [...(name === '' || name.endsWith('[]') ? [] : [self]), ...inside, ...entries]
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
