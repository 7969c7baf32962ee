import { posix } from 'node:path'
import ts from 'typescript'

/** A file of the project: its path from the root with forward slashes, and its text. */
export interface HouseFile {
  readonly path: string
  readonly text: string
}

/** What a file imports: another file of ours by its path, or a package (`node:fs`, `pg`). */
interface Import {
  readonly ours: boolean
  readonly name: string
}

/** A wall: which files it stands around, and what must not come through. */
interface Wall {
  readonly law: string
  readonly around: RegExp
  readonly forbids: (imported: Import, path: string) => boolean
}

const DATABASE_PACKAGES = /^(pg|pg-.+|kysely)(\/|$)/

const walls: readonly Wall[] = [
  { law: 'units imports nothing', around: /^src\/units\//, forbids: allBut('src/units/') },
  { law: 'records imports only units', around: /^src\/records\//, forbids: allBut('src/records/', 'src/units/') },
  {
    law: 'counting imports only units and records',
    around: /^src\/counting\//,
    forbids: allBut('src/counting/', 'src/units/', 'src/records/'),
  },
  {
    law: 'spool imports only units and records',
    around: /^src\/spool\//,
    forbids: (imported) => imported.ours && allBut('src/spool/', 'src/units/', 'src/records/')(imported),
  },
  {
    law: 'report imports only units, records and words',
    around: /^src\/report\//,
    forbids: (imported) => imported.ours && allBut('src/report/', 'src/units/', 'src/records/', 'src/words')(imported),
  },
  {
    law: 'world imports only units, records and errors',
    around: /^src\/world\//,
    forbids: (imported) =>
      imported.ours && allBut('src/world/', 'src/units/', 'src/records/', 'src/errors.ts')(imported),
  },
  { law: 'errors imports nothing', around: /^src\/errors\.ts$/, forbids: () => true },
  { law: 'log imports only pino', around: /^src\/log\.ts$/, forbids: ({ name }) => name !== 'pino' },
  {
    law: 'a source never imports store, jobs or cli',
    around: /^src\/sources\//,
    forbids: ({ ours, name }) => ours && /^(src\/store\/|src\/cli\/|jobs\/)/.test(name),
  },
  {
    law: 'a source never imports another source',
    around: /^src\/sources\/[^/]+\//,
    forbids: ({ ours, name }, path) => ours && sourceOf(name) !== undefined && sourceOf(name) !== sourceOf(path),
  },
  {
    law: 'store never imports sources, jobs or cli',
    around: /^src\/store\//,
    forbids: ({ ours, name }) => ours && /^(src\/sources\/|src\/cli\/|jobs\/)/.test(name),
  },
  {
    law: 'notify imports only units and config',
    around: /^src\/notify\//,
    forbids: (imported) => imported.ours && allBut('src/notify/', 'src/units/', 'src/config/')(imported),
  },
  {
    law: 'grafana imports only config',
    around: /^src\/grafana\//,
    forbids: (imported) => imported.ours && allBut('src/grafana/', 'src/config/')(imported),
  },
  {
    law: "dashboards imports nothing but words and Grafana's types",
    around: /^src\/dashboards\//,
    forbids: (imported) =>
      imported.ours ? allBut('src/dashboards/', 'src/words')(imported) : imported.name !== '@grafana/schema',
  },
  {
    law: 'only store talks to PostgreSQL',
    around: /^(src\/(?!store\/)|jobs\/)/,
    forbids: ({ ours, name }) => !ours && DATABASE_PACKAGES.test(name),
  },
]

/** Everything that breaks a law of the house, one sentence each: `src/units/x.ts: units imports nothing (node:fs)`. */
export function complaints(files: readonly HouseFile[]): string[] {
  return [...files.flatMap((file) => complaintsOf(file)), ...repeatedTitles(files)]
}

function complaintsOf({ path, text }: HouseFile): string[] {
  if (path.endsWith('.sql')) return sqlComplaints(path, text)
  if (path.endsWith('.json')) return dashboardComplaints(path, text)
  const imports = importsOf(path, text)
  return [...wallComplaints(path, imports), ...typeComplaints(path, text), ...dashboardComplaints(path, text)]
}

/** Where both sides of a merge were committed. The `=======` between them is left alone: it underlines titles, too. */
export function unmerged(files: readonly HouseFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/^(?:<{7}|>{7}) /gm)].map(
      ({ index }) => `${path}:${text.slice(0, index).split('\n').length}: a conflict was not resolved`,
    ),
  )
}

function wallComplaints(path: string, imports: readonly Import[]): string[] {
  const breaches = walls
    .filter((wall) => wall.around.test(path))
    .flatMap((wall) =>
      imports.filter((one) => wall.forbids(one, path)).map((one) => `${path}: ${wall.law} (${one.name})`),
    )
  const has = (room: string) => imports.some(({ ours, name }) => ours && name.startsWith(room))
  const meeting = has('src/sources/') && has('src/store/') && /^src\/(?!cli\/)/.test(path)
  return meeting ? [...breaches, `${path}: only jobs and cli bring sources and store together`] : breaches
}

// Errors, the log, HTTP and what hides secrets are for everybody, the rooms at the bottom excepted; those name what they may have.
const FOR_ALL = ['src/errors.ts', 'src/log.ts', 'src/http.ts', 'src/http-answer.ts', 'src/hidden.ts']

function allBut(...rooms: readonly string[]): (imported: Import) => boolean {
  const allowed = rooms.includes('src/config/') ? [...rooms, ...FOR_ALL] : rooms
  return ({ ours, name }) => !ours || !allowed.some((room) => name.startsWith(room))
}

function sourceOf(path: string): string | undefined {
  return /^src\/sources\/([^/]+)\//.exec(path)?.[1]
}

function importsOf(path: string, text: string): Import[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => {
    const ours = fileName.startsWith('.')
    return { ours, name: ours ? posix.join(posix.dirname(path), fileName).replace(/\.js$/, '.ts') : fileName }
  })
}

function typeComplaints(path: string, text: string): string[] {
  const found: string[] = []
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  const say = (node: ts.Node, law: string) => {
    found.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}: ${law}`)
  }
  const walk = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) say(node, 'any is no type')
    if (ts.isAsExpression(node) && ts.isAsExpression(node.expression)) say(node, 'a type is not talked into another')
    const clock =
      ts.isPropertyAccessExpression(node) && /^set(UTC)?(Date|Month|FullYear|Hours|Minutes)$/.test(node.name.text)
    if (clock && !path.startsWith('src/units/')) say(node, 'only units reckons with dates')
    ts.forEachChild(node, walk)
  }
  walk(source)
  if (/^\s*(\/\/|\/\*+|\*)\s*@ts-(ignore|nocheck)/m.test(text))
    found.push(`${path}: the compiler is not told to look away`)
  const lines = text.trimEnd().split('\n').length
  if (/^(src|jobs)\//.test(path) && lines > 250) found.push(`${path}: ${lines} lines, at most 250`)
  return found
}

function sqlComplaints(path: string, text: string): string[] {
  const most = path.startsWith('sql/') ? 80 : 250 // a migration is a list of tables, not a thought
  const lines = text.trimEnd().split('\n').length
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, ' ').replaceAll(/--[^\n]*/g, ' ')
  const fills =
    /\b(insert\s+into|update|delete\s+from|merge\s+into|view|table)\s+(only\s+|if\s+not\s+exists\s+)?fact\./i.test(code)
  return [
    ...(lines > most ? [`${path}: ${lines} lines, at most ${most}`] : []),
    ...(path.startsWith('sql/') && fills && /\breport\./i.test(code)
      ? [`${path}: nothing that fills fact knows report`]
      : []),
  ]
}

function dashboardComplaints(path: string, text: string): string[] {
  if (!/^(src\/)?dashboards\//.test(path)) return []
  const read = /(?:\b|\\n)(?:from|join)(?:\s|\\[nt])+((?:fact|raw|ops|stage)\.\w+)/i.exec(text)?.[1]
  return read === undefined ? [] : [`${path}: dashboards read schema report only (${read})`]
}

function repeatedTitles(files: readonly HouseFile[]): string[] {
  const first = new Map<string, string>()
  return files.flatMap(({ path, text }) => {
    if (!path.endsWith('.test.ts')) return []
    return titlesOf(path, text).flatMap((title) => {
      const before = first.get(title)
      first.set(title, path)
      return before === undefined ? [] : [`${path}: "${title}" is a test of ${before} already`]
    })
  })
}

function titlesOf(path: string, text: string): string[] {
  const found: string[] = []
  const walk = (node: ts.Node): void => {
    const [title] = ts.isCallExpression(node) && isTest(node.expression) ? node.arguments : []
    if (title !== undefined && ts.isStringLiteralLike(title)) found.push(title.text)
    ts.forEachChild(node, walk)
  }
  walk(ts.createSourceFile(path, text, ts.ScriptTarget.Latest))
  return found
}

// `test(...)`, `it(...)`, `test.skipIf(...)(...)`, `test.each([...])(...)`: what is called goes back to test or it.
function isTest(called: ts.Expression): boolean {
  if (ts.isIdentifier(called)) return called.text === 'test' || called.text === 'it'
  if (ts.isCallExpression(called) || ts.isPropertyAccessExpression(called)) return isTest(called.expression)
  return false
}
