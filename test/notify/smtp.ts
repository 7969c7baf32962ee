/** A real SMTP server on loopback, of nodemailer's own family. */
import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'

export interface SmtpWorld {
  readonly port: number
  /** Letters as they came, headers and all. */
  readonly letters: {
    readonly from: string
    readonly to: readonly string[]
    readonly text: string
    readonly secure: boolean
  }[]
  close(): Promise<void>
}

export interface SmtpManners {
  readonly login?: { readonly username: string; readonly password: string }
  /** Codes that the first letters come to. */
  readonly first?: readonly number[]
}

export async function startSmtp({ login, first = [] }: SmtpManners = {}): Promise<SmtpWorld> {
  const letters: SmtpWorld['letters'] = []
  let asked = 0
  const server = new SMTPServer({
    authOptional: login === undefined,
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    onAuth: ({ username, password }, _, done) => {
      const known = username === login?.username && password === login?.password
      done(known ? null : new Error('535 5.7.8 authentication failed'), known ? { user: username } : undefined)
    },
    onMailFrom: (_, __, done) => {
      const code = first[(asked += 1) - 1]
      done(code === undefined ? null : Object.assign(new Error('not this one'), { responseCode: code }))
    },
    onData: (stream, { envelope, secure }, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope
        letters.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
          secure,
        })
        done()
      })
    },
  })
  const listener = server.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const bound = listener.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    letters,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
