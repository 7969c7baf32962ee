/** E-mail by SMTP. */
import pRetry, { AbortError } from 'p-retry'
import type { EmailChannel } from '../config/index.js'
import { SourceDown, SourceRefused } from '../errors.js'
import { hidden } from '../hidden.js'
import type { Patience } from '../http.js'
import { headline, LINK, type Message, told } from './message.js'

export const MAIL = { mostAlerts: 50, perMinute: 30 } as const

const TIMEOUT_MS = 20_000

/**
 * @throws SourceRefused when the server does not let one in or does not take the letter (5xx), SourceDown when it does not
 * answer, or says "later" (4xx) to the end
 */
export async function mail(
  channel: EmailChannel,
  messages: readonly Message[],
  { timeZone, patience }: { readonly timeZone: string; readonly patience: Patience },
): Promise<void> {
  const { createTransport } = await import('nodemailer')
  const { host, port, tls, login, from, to, language } = channel
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(login === undefined ? {} : { auth: { user: login.username, pass: login.password.reveal() } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // What stands in a message is text, and never the name of a file or an address to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const all = messages.map((message) => told(message, language, timeZone))
  const letter = {
    from,
    to: [...to],
    subject: all.length === 1 ? (all[0]?.title ?? '') : headline(messages, language),
    text: all
      .map(({ title, lines, link }) =>
        [
          title,
          ...lines.map(({ label, value }) => `${label}: ${value}`),
          ...(link === undefined ? [] : [`${LINK[language]}: ${link}`]),
        ].join('\n'),
      )
      .join('\n\n'),
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
  const { retries, firstWaitMs } = patience
  const send = async (): Promise<void> => {
    try {
      await transport.sendMail(letter)
    } catch (error) {
      if (isFinal(error)) throw new AbortError(refusal(channel, error))
      throw error
    }
  }
  try {
    await pRetry(send, { retries, minTimeout: firstWaitMs, maxTimeout: 30_000, randomize: true })
  } catch (error) {
    if (error instanceof SourceRefused) throw error
    throw new SourceDown(
      `${host}:${port} does not take letters now: ${words(channel, error)}. Check the address, the port and tls.`,
      { cause: undefined, facts: { host, port } },
    )
  } finally {
    transport.close()
  }
}

/** 5xx of SMTP, and what a login came to. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && error.code === 'EAUTH') return true
  return 'responseCode' in error && Number(error.responseCode) >= 500
}

function refusal(channel: EmailChannel, error: unknown): SourceRefused {
  const { name, host } = channel
  return new SourceRefused(
    `${host} did not take the letter (${name}): ${words(channel, error)}. Check who logs in, from and to.`,
    { facts: { host } },
  )
}

function words({ login }: EmailChannel, error: unknown): string {
  const said = error instanceof Error ? error.message : String(error)
  return hidden(said.split('\n')[0] ?? '', [login?.password.reveal()]).slice(0, 300)
}
