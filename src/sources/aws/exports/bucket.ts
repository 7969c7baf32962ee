/** The official client of S3, loaded when it is first needed: what is there, and files by their ETag, whole or not at all. */
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import pRetry, { AbortError } from 'p-retry'
import { MalformedBill, SourceDown } from '../../../errors.js'
import { connectionOf } from '../connection.js'
import { meaningOf, nameOf, NotNow, statusOf } from '../refusals.js'
import type { ExportSettings } from './settings.js'

export interface Stored {
  readonly key: string
  readonly etag: string
  /** ISO, to the second. */
  readonly modified: string
  readonly bytes: number
}

export interface Bucket {
  list(prefix: string): Promise<readonly Stored[]>
  /** Undefined: it is not there. */
  look(key: string): Promise<Stored | undefined>
  /** @throws Replaced when it is no longer the one of this ETag */
  text(stored: Stored): Promise<string>
  /** To a file of this path. @throws Replaced */
  download(stored: Stored, path: string): Promise<void>
}

/** What was read is no longer what is there. */
export class Replaced extends Error {
  override readonly name = 'Replaced'
}

const MOST_PAGES = 200
const LONGEST_WAIT_MS = 30_000

export function bucketOf(settings: ExportSettings): Bucket {
  const { bucket: Bucket, region, pathStyle, patience } = settings
  let opened: Promise<Awaited<ReturnType<typeof openOf>>> | undefined
  const openOf = async () => {
    const sdk = await import('@aws-sdk/client-s3')
    const connection = connectionOf(settings, region)
    return { sdk, client: new sdk.S3Client({ ...connection, forcePathStyle: pathStyle, followRegionRedirects: false }) }
  }
  const s3 = () => (opened ??= openOf())
  const doing = (what: string): string => `S3 ${what} of ${Bucket}`
  const patiently = async <T>(what: string, once: () => Promise<T>): Promise<T> => {
    try {
      return await pRetry(
        () =>
          once().catch((error: unknown) => {
            const meaning = isReplaced(error) ? new Replaced(what) : meaningOf(error, doing(what), settings.credentials)
            throw meaning instanceof NotNow ? meaning : new AbortError(meaning)
          }),
        { retries: patience.retries, minTimeout: patience.firstWaitMs, maxTimeout: LONGEST_WAIT_MS, randomize: true },
      )
    } catch (error) {
      if (!(error instanceof NotNow)) throw error
      throw new SourceDown(
        `AWS does not answer after ${patience.retries + 1} tries: ${error.message} Run it again later.`,
        { cause: error },
      )
    }
  }

  return {
    list: async (Prefix) => {
      const { sdk, client } = await s3()
      const all: Stored[] = []
      let token: string | undefined
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const ContinuationToken = token
        const asked = { Bucket, Prefix, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) }
        const answer = await patiently(`the list ${Prefix}`, async () =>
          demandList(await client.send(new sdk.ListObjectsV2Command(asked))),
        )
        all.push(...(answer.Contents ?? []).map(storedOf))
        token = answer.NextContinuationToken
        if (token === undefined) return all
        if (token === ContinuationToken)
          throw new MalformedBill(`${doing(`the list ${Prefix}`)} gave one page's token twice.`)
      }
      throw new MalformedBill(
        `${doing(`the list ${Prefix}`)} has more than ${MOST_PAGES} pages. Name the prefix of the export.`,
      )
    },
    look: async (Key) => {
      const { sdk, client } = await s3()
      const found = await patiently(Key, () =>
        client.send(new sdk.HeadObjectCommand({ Bucket, Key })).catch((error: unknown) => {
          if (statusOf(error) === 404) return undefined
          // An answer to HEAD has no body, so its reason has no name.
          if (statusOf(error) === 403) throw Object.assign(new Error('HTTP 403'), { name: 'AccessDenied' })
          throw error
        }),
      )
      if (found === undefined) return undefined
      return storedOf({ Key, ETag: found.ETag, LastModified: found.LastModified, Size: found.ContentLength })
    },
    text: async ({ key: Key, etag: IfMatch }) => {
      const { sdk, client } = await s3()
      return patiently(Key, async () => {
        const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket, Key, IfMatch }))
        return (await Body?.transformToString()) ?? ''
      })
    },
    download: async (stored, path) => {
      const { sdk, client } = await s3()
      const file = await open(path, 'w', 0o600)
      let written = 0
      try {
        // A try after a break goes on where the last one ended; the ETag sees to it that it is the same file.
        await patiently(stored.key, async () => {
          if (written === stored.bytes) return
          const Range = written === 0 ? {} : { Range: `bytes=${written}-` }
          const { Body } = await client.send(
            new sdk.GetObjectCommand({ Bucket, Key: stored.key, IfMatch: stored.etag, ...Range }),
          )
          if (!(Body instanceof Readable)) throw new TypeError('S3 gave no stream')
          for await (const chunk of Body) {
            const { bytesWritten } = await file.write(Buffer.from(chunk), 0, undefined, written)
            written += bytesWritten
          }
          if (written < stored.bytes) throw Object.assign(new Error('the body ended early'), { name: 'TimeoutError' })
        })
      } finally {
        await file.close()
      }
      if (written !== stored.bytes) throw new Replaced(stored.key)
    },
  }
}

/** The SDK reads any page as a list of nothing, and nothing would be new. @throws an error that is worth another try */
function demandList<T extends { readonly IsTruncated?: boolean | undefined }>(answer: T): T {
  if (answer.IsTruncated !== undefined) return answer
  throw Object.assign(new Error('an answer that is no list, of a proxy perhaps'), { name: 'SyntaxError' })
}

interface Said {
  readonly Key?: string | undefined
  readonly ETag?: string | undefined
  readonly LastModified?: Date | undefined
  readonly Size?: number | undefined
}

function storedOf({ Key, ETag, LastModified, Size }: Said): Stored {
  if (Key === undefined || ETag === undefined || LastModified === undefined || Size === undefined) {
    throw new MalformedBill(`S3 does not say all of ${Key ?? 'a file'}: ETag, time and size are needed.`)
  }
  return { key: Key, etag: ETag, modified: LastModified.toISOString().slice(0, 19), bytes: Size }
}

function isReplaced(error: unknown): boolean {
  return ['PreconditionFailed', 'NoSuchKey', 'InvalidRange'].includes(nameOf(error)) || statusOf(error) === 412
}
