/** What lets us in is told to nobody, whatever a far end answers with, be it our own request. */
import { createServer } from 'node:http'
import { describe, expect } from 'vitest'
import { closed, listening } from '../../../src/world/cfets.js'
import { test } from '../../support/ledger.js'
import { tellsOf } from './marks.js'
import { aParrot, type Says, type Words } from './parrot.js'
import type { Service } from './service.js'
import { services } from './services.js'
import { configOf, databaseTold, runTold } from './told.js'

const NOW = new Date('2026-08-23T08:00:00Z')

/** Every way in which it fails, by name. */
function waysOf({ noes, no, odd }: Service, elsewhere: string): ReadonlyMap<string, Says> {
  const text = (status: number, type: Words['type'], body: string): Words => ({ status, type, body })
  return new Map<string, Says>([
    ...noes.map(([status, code]): [string, Says] => [`${status} ${code}`, (quote) => no(status, code, quote)]),
    ...[200, 403, 407, 502].map((status): [string, Says] => [
      `a page with ${status}`,
      (quote) => text(status, 'text/html', `<html><body>${quote}</body></html>`),
    ]),
    ['no JSON', (quote) => text(200, 'application/json', `${quote} {`)],
    ['JSON of somebody else', (quote) => text(200, 'application/json', JSON.stringify({ message: quote }))],
    ['an odd answer', (quote) => text(200, 'application/json', JSON.stringify(odd(quote)))],
    ['a body that is cut', (quote) => ({ ...text(200, 'application/json', JSON.stringify(odd(quote))), cut: true })],
    [
      'somewhere else',
      (quote) => ({
        ...text(302, 'text/html', quote),
        headers: { location: `${elsewhere}/?key=${encodeURIComponent(quote)}` },
      }),
    ],
    ['silence', () => 'hang'],
    ['the end of the connection', () => 'reset'],
  ])
}

describe.each(services)('$name', (service) => {
  test(`whatever ${service.name} says when it fails, no secret is told`, async ({ ledger }) => {
    const [parrot, elsewhere] = [await aParrot(), await aParrot('localhost')]
    const config = configOf(service, parrot.url)
    // A service of one secret is let in by one thing.
    const firsts = service.marks.length === 1 ? [0] : [0, 1]
    const ways = [...waysOf(service, elsewhere.url)].flatMap(([way, says]) =>
      firsts.map((first) => ({ way, says, first })),
    )
    // It says nothing and hears what a client takes along when it is sent there.
    elsewhere.teach(() => 'reset')
    const leaks: string[] = []
    const succeeded: string[] = []

    for (const { way, says, first } of ways) {
      if (first > 0 && (way === 'silence' || way === 'the end of the connection')) continue
      // Our own requests wait a minute, five times over; how they end is told in test/http.test.ts.
      if (way === 'silence' && ['usage', 'versions'].includes(service.job)) continue
      parrot.teach(says, first)
      const { exitCode, text } = await runTold(ledger, config, service.job, NOW)
      if (exitCode === 0) succeeded.push(way)
      leaks.push(...tellsOf(text, [...service.marks, ...parrot.heard]).map((leak) => `${way} (${first}): ${leak}`))
    }
    // Pages are kept as they came: a good answer is the service's own word.
    leaks.push(...tellsOf(await databaseTold(ledger.url, { pages: false }), [...service.marks, ...parrot.heard]))

    expect(parrot.requests()).toBeGreaterThan(ways.length / 2)
    expect([...new Set(leaks)]).toEqual([])
    expect(elsewhere.heard).toEqual([])
    expect(succeeded).toEqual([])
  })

  test(`nobody at the address of ${service.name} is told with no secret`, async ({ ledger }) => {
    const server = createServer()
    const port = await listening(server)
    await closed(server)

    const { exitCode, text } = await runTold(ledger, configOf(service, `http://127.0.0.1:${port}`), service.job, NOW)

    expect(exitCode).toBe(4)
    expect(tellsOf(text + (await databaseTold(ledger.url)), service.marks)).toEqual([])
  })
})
