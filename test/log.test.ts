import { expect, test } from 'vitest'
import { ConfigError } from '../src/errors.js'
import type { Log } from '../src/log.js'
import { createLog, maskUrl } from '../src/log.js'

test('a thing done is one line with its level, its time in UTC and its counts', () => {
  const lines = written((log) => log.info({ lines: 12, billed: 5504n }, 'a bill is loaded'))

  const [line = ''] = lines

  expect(lines).toHaveLength(1)
  expect(JSON.parse(line)).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    lines: 12,
    billed: '5504',
    msg: 'a bill is loaded',
  })
})

test('what is below the level is not told', () => {
  const lines = written((log) => log.debug('a page is read'))

  expect(lines).toEqual([])
})

test('whatever is named like a secret is hidden, however deep, and tokens that are counted are not', () => {
  const request = {
    headers: [{ Authorization: 'Bearer h1' }],
    accessKeySecret: 'h2',
    sessionToken: 'h3',
    DB_PASSWORD: 'h4',
  }

  const [line = ''] = written((log) =>
    log.child({ apiKey: 'h5' }).info({ request, prompt_tokens: 7, tokens: { cached: 2 } }),
  )

  expect(line).not.toMatch(/h[1-5]/)
  expect(JSON.parse(line)).toMatchObject({ prompt_tokens: 7, tokens: { cached: 2 } })
})

test('an error is told with its cause and its facts, and without the password in its URL', () => {
  const cause = new Error('connect postgres://ann:h1@db/ledger failed')
  const error = new ConfigError('cannot reach postgres://ann:h2@db/ledger', {
    cause,
    facts: { url: 'postgres://ann:h3@db' },
  })

  const [line = ''] = written((log) => log.error(error))
  const [second = ''] = written((log) => log.error(error, 'no answer from %s', 'postgres://ann:h4@db'))

  expect(line + second).not.toMatch(/h[1-4]/)
  expect(JSON.parse(line)).toMatchObject({
    msg: 'cannot reach postgres://***@db/ledger',
    err: { type: 'ConfigError', facts: { url: 'postgres://***@db' }, stack: expect.stringContaining('caused by') },
  })
  expect(JSON.parse(second)).toMatchObject({ msg: 'no answer from postgres://***@db' })
})

test('a record that contains itself ends the line, not the run', () => {
  const round: Record<string, unknown> = { name: 'round' }
  round['self'] = round

  const [line = ''] = written((log) => log.info(round, 'told'))

  expect(JSON.parse(line)).toMatchObject({ name: 'round', msg: 'told' })
})

test.each([
  ['postgres://ann:pw@db:5432/ledger', 'postgres://***@db:5432/ledger'],
  ['postgres://ann@db/ledger', 'postgres://***@db/ledger'],
  ['postgres://ann:p/w#@1@db/ledger', 'postgres://***@db/ledger'],
  ['postgres://db/ledger?password=pw&sslmode=require', 'postgres://db/ledger?password=***&sslmode=require'],
  ['https://s3/b?X-Amz-Signature=ab&X-Amz-Date=1', 'https://s3/b?X-Amz-Signature=***&X-Amz-Date=1'],
  ['see https://grafana:3000/d/1 and ann@example.com', 'see https://grafana:3000/d/1 and ann@example.com'],
  ['no address at all', 'no address at all'],
])('%s is shown as %s', (text, shown) => {
  expect(maskUrl(text)).toBe(shown)
})

function written(tell: (log: Log) => void): readonly string[] {
  const lines: string[] = []
  tell(createLog('info', { write: (line) => lines.push(line) }))
  return lines
}
