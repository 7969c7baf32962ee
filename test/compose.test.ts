/** docker-compose.yaml and the Dockerfile, as far as they can be tried without Docker: names, paths, commands, the role. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test as plain } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { shipped } from '../src/shipped.js'
import { tokenledger } from './cli/tool.js'
import { helpOf, longest } from './support/help.js'
import { test } from './support/ledger.js'

const condition = z.strictObject({
  condition: z.enum(['service_healthy', 'service_completed_successfully']),
  restart: z.literal(true).optional(),
})
/** Of the Compose specification what stands in ours: https://github.com/compose-spec/compose-spec/blob/main/05-services.md */
const service = z.strictObject({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string().regex(/^[^:]+:\/[^:]+(:ro)?$/)).default([]),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/)).default([]),
  network_mode: z
    .string()
    .regex(/^service:\w+$/)
    .optional(),
  depends_on: z.record(z.string(), condition).default({}),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()).min(2),
      interval: z.string().regex(/^\d+s$/),
      timeout: z.string().regex(/^\d+s$/),
      retries: z.int().positive(),
    })
    .optional(),
  restart: z.literal('unless-stopped').optional(),
  read_only: z.literal(true).optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
})
const compose = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.strictObject({})),
})
type Service = z.infer<typeof service>

const text = readFileSync(shipped('docker-compose.yaml'), 'utf8')
const { services, volumes } = compose.parse(parse(text, { merge: true }))
const all = Object.entries(services)
const dockerfile = readFileSync(shipped('Dockerfile'), 'utf8')
const named = (name: string): Service => {
  const found = services[name]
  if (found === undefined) throw new Error(`There is no service ${name}.`)
  return found
}
/** Calls of our own command line: what a container runs, and by what it is found to be well. */
const calls = all
  .flatMap(([, { command, healthcheck }]) => [command ?? [], (healthcheck?.test ?? []).slice(1)])
  .filter(([first]) => first === 'tokenledger')

plain(
  'the compose file has what the Compose specification knows, and names services and volumes that there are',
  () => {
    expect(Object.keys(services).toSorted()).toEqual(
      ['dashboards', 'db', 'grafana', 'migrate', 'prometheus', 'role', 'scheduler', 'world'].toSorted(),
    )
    const needs = all.flatMap(([, { depends_on: on, network_mode: mode }]) => [
      ...Object.keys(on),
      ...(mode === undefined ? [] : [mode.slice(8)]),
    ])
    expect(needs.filter((name) => services[name] === undefined)).toEqual([])
    const mounted = all.flatMap(([, one]) => one.volumes.map((mount) => mount.split(':')[0] ?? ''))
    const kept = mounted.filter((name) => !name.startsWith('.'))
    expect(new Set(kept)).toEqual(new Set(Object.keys(volumes)))
    expect(mounted.filter((name) => name.startsWith('.') && !existsSync(shipped(name)))).toEqual([])
  },
)

plain('who is waited for to be healthy can say so, and who is waited for to end is not started again', () => {
  const waits = all.flatMap(([, { depends_on: on }]) => Object.entries(on))

  for (const [name, { condition: until }] of waits) {
    const { healthcheck, restart } = named(name)
    if (until === 'service_healthy') expect([name, healthcheck]).not.toEqual([name, undefined])
    else expect([name, restart]).toEqual([name, undefined])
  }
  const lasting = all.filter(([, { restart }]) => restart !== undefined)
  expect(lasting.filter(([, { healthcheck }]) => healthcheck === undefined).map(([name]) => name)).toEqual([])
})

plain('images are named with their whole version, and ours is built here', () => {
  const images = [
    ...all.map(([, { image }]) => image),
    ...[...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => image),
  ]
  const foreign = images.filter((image) => image !== 'tokenledger:local')

  expect(foreign.filter((image) => !/^[a-z/]+:v?\d+\.\d+(\.\d+)?(-[a-z-]+)?$/.test(image))).toEqual([])
  expect(all.filter(([, { image, build }]) => (image === 'tokenledger:local') !== (build === '.'))).toEqual([])
})

plain(
  'no secret stands in the compose file: each comes from .env, which has to name it, and git does not keep .env',
  () => {
    const secrets = all.flatMap(([name, { environment }]) =>
      Object.entries(environment)
        .filter(([key]) => /PASSWORD|SECRET|TOKEN$/.test(key))
        .map(([key, value]) => [`${name}.${key}`, value] as const),
    )
    const used = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name))

    expect(secrets.length).toBeGreaterThan(5)
    expect(secrets.filter(([, value]) => !/^\$\{\w+:\?[^}]+\}$/.test(value))).toEqual([])
    expect(text).not.toMatch(/:\/\/\w+:[^@\s]+@/)
    expect(readFileSync(shipped('.gitignore'), 'utf8').split('\n')).toContain('.env')
    for (const page of ['docs/docker.md', 'docs/docker.zh-CN.md']) {
      const said = readFileSync(shipped(page), 'utf8')
      expect([...used].filter((name) => !said.includes(`${name}=`))).toEqual([])
    }
  },
)

plain('each command line of ours is one that tokenledger knows, with options that it has', () => {
  const strange = calls.flatMap(([, ...parts]) => {
    const words = parts.slice(0, parts.findIndex((part) => !/^[a-z]+$/.test(part)) >>> 0)
    const command = longest(words)
    const help = `${helpOf([])}\n${helpOf(command)}`
    const options = parts.filter((part) => part.startsWith('--'))
    return [
      ...(command.length === words.length ? [] : [words.join(' ')]),
      ...options.filter((one) => !new RegExp(`${one}(?![a-z-])`).test(help)),
    ]
  })

  expect(calls.map(([, first]) => first).toSorted()).toEqual(['grafana', 'migrate', 'schedule', 'usage', 'world'])
  expect(strange).toEqual([])
})

plain(
  'Grafana finds what is exported at the place where it is mounted, and its password in the variable that the file names',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenledger-compose-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const { command = [], environment } = named('dashboards')
    const { environment: grafana, volumes: mounts } = named('grafana')
    const [, ...args] = command.map((part) => (part === '/grafana' ? join(folder, 'out') : part))

    const said = await tokenledger(args, { ...environment, PGPASSWORD: 'hunter2' })

    const read = async (name: string): Promise<unknown> =>
      parse(await readFile(join(folder, 'out/provisioning', name), 'utf8'))
    const source = await read('datasources/tokenledger.yaml')
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(await readdir(join(folder, 'out/dashboards'))).toHaveLength(6)
    expect(mounts).toContain('grafana-files:/etc/tokenledger:ro')
    expect(named('dashboards').volumes).toContain('grafana-files:/grafana')
    expect(grafana['GF_PATHS_PROVISIONING']).toBe('/etc/tokenledger/provisioning')
    expect(await read('dashboards/tokenledger.yaml')).toMatchObject({
      providers: [{ options: { path: '/etc/tokenledger/dashboards' } }],
    })
    expect(source).toMatchObject({
      datasources: [
        {
          url: 'db:5432',
          user: 'grafana',
          secureJsonData: { password: '$TOKENLEDGER_GRAFANA_PASSWORD' },
          jsonData: { database: 'ledger', sslmode: 'disable' },
        },
      ],
    })
    expect(grafana).toHaveProperty('TOKENLEDGER_GRAFANA_PASSWORD')
    expect(named('role').command).toContain('--set=role=grafana')
  },
)

plain(
  'what asks the world, the scheduler and its metrics stands in one network, at the addresses where they listen',
  () => {
    const {
      scrape_configs: [scrape],
    } = z
      .looseObject({
        scrape_configs: z
          .array(z.looseObject({ static_configs: z.array(z.object({ targets: z.array(z.string()) })) }))
          .min(1),
      })
      .parse(parse(readFileSync(shipped('examples/compose/prometheus.yaml'), 'utf8')))

    expect(['scheduler', 'prometheus'].map((name) => named(name).network_mode)).toEqual([
      'service:world',
      'service:world',
    ])
    expect(scrape?.static_configs[0]?.targets).toEqual(['127.0.0.1:9464'])
    expect(named('scheduler').healthcheck?.test.at(-1)).toContain('http://127.0.0.1:9464/healthz')
    expect(readFileSync(shipped('docs/configuration.md'), 'utf8')).toContain('127.0.0.1:9464')
    for (const name of ['world', 'scheduler']) {
      expect(named(name).environment['TOKENLEDGER_CONFIG']).toBe('/world/tokenledger.yaml')
      expect(named(name).volumes.some((mount) => mount.startsWith('world:/world'))).toBe(true)
    }
  },
)

plain('the image holds what the package holds to run, has tokenledger in its path, and runs as nobody', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) => names.split(' '))
  const { files, bin }: { files: string[]; bin: Record<string, string> } = JSON.parse(
    readFileSync(shipped('package.json'), 'utf8'),
  )
  const built = [...dockerfile.matchAll(/^COPY --from=build \/build\/(\S+) (\S+)$/gm)]
  // What is read by people, or written by grafana export, is not needed to run.
  const unneeded = new Set(['dashboards', 'docs', 'CHANGELOG.md', '!dist/**/*.map'])

  expect(copied.filter((name) => !existsSync(shipped(name)))).toEqual([])
  expect(built.map(([, from, to]) => [from, to])).toEqual([
    ['dist/src', 'dist/src'],
    ['dist/jobs', 'dist/jobs'],
  ])
  expect(files.filter((name) => !unneeded.has(name) && !name.startsWith('dist/') && !copied.includes(name))).toEqual([])
  expect(dockerfile).toContain(`ln -s /opt/tokenledger/${bin['tokenledger']} /usr/local/bin/tokenledger`)
  expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m)
  expect(dockerfile).toContain('npm ci --omit=dev')
  const made = (/install -d \S+ \S+ \S+ \S+ (.+)$/m.exec(dockerfile)?.[1] ?? '').split(' ')
  const written = all
    .filter(([, { image }]) => image === 'tokenledger:local')
    .flatMap(([, one]) => one.volumes.map((mount) => mount.split(':')[1] ?? ''))
  expect([...new Set(written)].filter((path) => !made.includes(path))).toEqual([])
})

test('the ledger is brought up to date by its address and a password beside it, as the compose file gives them', async ({
  ledger,
}) => {
  const { environment, command: [, ...args] = [] } = named('migrate')
  const url = new URL(ledger.url)
  const around = {
    DATABASE_URL: `postgres://${url.username}@${url.host}${url.pathname}?sslmode=disable`,
    PGPASSWORD: url.password,
  }

  const said = await tokenledger([...args, '--json'], around)

  expect(new URL(environment['DATABASE_URL'] ?? '').password).toBe('')
  expect(Object.keys(environment).toSorted()).toEqual(Object.keys(around).toSorted())
  expect(said).toMatchObject({ code: 0, err: '' })
})

test('the role of Grafana is made by its file, made again without harm, and sees schema report alone', async ({
  ledger,
}) => {
  const role = `grafana_compose_${process.pid}`
  const run = (password: string) =>
    psql(ledger.pool, readFileSync(shipped('examples/compose/role.sql'), 'utf8'), { role, password })
  const url = new URL(ledger.url)
  url.username = role
  url.password = "it's new"

  await run('first')
  await run("it's new")

  const reader = new pg.Client({ connectionString: url.href })
  try {
    await reader.connect()
    const { rows } = await reader.query(`select count(*)::int as runs from report.job_run`)
    expect(rows).toEqual([{ runs: 0 }])
    await expect(reader.query('select 1 from fact.bill_line')).rejects.toThrow('permission denied for schema fact')
    await expect(reader.query('create table mine (a int)')).rejects.toThrow(/read-only|permission denied/)
    expect((await reader.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '15s' }])
  } finally {
    await reader.end()
    await ledger.rows(`drop owned by ${role}`)
    await ledger.rows(`drop role ${role}`)
  }
})

/** What psql makes of a file: variables as they are quoted, \getenv, and \gexec, which runs what a statement answers. */
async function psql(pool: pg.Pool, file: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const statements = file
    .replaceAll(/^(--|\\getenv).*$/gm, '')
    .replaceAll(/:'(\w+)'/g, (_, name: string) => pg.escapeLiteral(variables[name] ?? ''))
    .replaceAll(/:"(\w+)"/g, (_, name: string) => pg.escapeIdentifier(variables[name] ?? ''))
    .split(/(?<=;|\\gexec)\n/)
  for (const statement of statements.map((one) => one.trim()).filter((one) => one !== '')) {
    if (!statement.endsWith('\\gexec')) await pool.query(statement)
    else {
      const { rows } = await pool.query<Record<string, string>>(statement.replace('\\gexec', ''))
      for (const made of rows.flatMap((row) => Object.values(row))) await pool.query(made)
    }
  }
}
