/** Messages and channels for tests: what a version's day costs, and the settings of a channel. */
import { onTestFinished } from 'vitest'
import { type ChannelConfig, type RobotChannel, Secret } from '../../src/config/index.js'
import { type Around, type Channel, type Message, openChannel, same, USUAL } from '../../src/notify/index.js'

export const dear: Message = {
  state: 'firing',
  severity: 'warning',
  key: 'day_over_mean:7',
  title: { en: 'qwen2.5-32b v3 costs 150 % of its mean', zh: 'qwen2.5-32b v3 今日成本为均值的 150%' },
  facts: [
    { label: { en: 'Version', zh: '版本' }, value: same('v3') },
    { label: { en: 'Today', zh: '今日' }, value: same('¥300.00 ($42.00)') },
    { label: { en: 'Mean of 7 days', zh: '7 日均值' }, value: same('¥200.00 ($28.00)') },
  ],
  since: new Date('2026-08-22T01:30:00Z'),
  link: 'https://grafana.example.com/d/llmcost-version?var-version=v3&viewPanel=2',
}

export const over: Message = { ...dear, state: 'resolved' }

export function many(count: number): Message[] {
  return Array.from({ length: count }, (_, i) => ({ ...dear, key: `day_over_mean:${i}`, title: same(`version ${i}`) }))
}

export function robot(kind: RobotChannel['kind'], url: string, more: Partial<RobotChannel> = {}): RobotChannel {
  return { kind, name: 'oncall', language: 'zh', url: new Secret(url), secret: undefined, ...more }
}

/** Asked again at once, and in a time that only passes when somebody waits. */
export function aroundFrom(start: number): Around & { readonly paused: number[] } {
  const clock = { now: start }
  const paused: number[] = []
  return {
    ...USUAL,
    timeZone: 'Asia/Shanghai',
    patience: { retries: 2, firstWaitMs: 1 },
    now: () => clock.now,
    pause: async (ms) => {
      paused.push(ms)
      clock.now += ms
    },
    paused,
  }
}

export function opened(config: ChannelConfig, around: Partial<Around> = {}): Channel {
  return openChannel(config, { ...aroundFrom(Date.now()), ...around })
}

/** Closes it when the test is over. */
export async function given<T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const world = await starting
  onTestFinished(() => world.close())
  return world
}
