/** A container of Blob storage through the official SDK, whose own retries do not begin a cut download again: ours do. */
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { BlobItem, ContainerClient, StoragePipelineOptions } from '@azure/storage-blob'
import pRetry, { AbortError } from 'p-retry'
import type { Patience } from '../../http.js'
import { down, judged, Later, unusable } from './refusals.js'
import type { AzureSettings } from './settings.js'

export interface Blob {
  /** From the root of the container: `exports/focus/20260801-20260831/.../manifest.json`. */
  readonly name: string
  readonly etag: string
  readonly bytes: number
}

export interface Container {
  /** Every blob below a prefix, page after page. */
  list(prefix: string): Promise<readonly Blob[]>
  /** One page of at most one blob, to see whether anybody lets us in. */
  look(prefix: string): Promise<void>
  /** @throws Changed when it is another one by now */
  text(blob: Blob): Promise<string>
  /** Streams it to a file. @throws Changed when it is another one by now */
  download(blob: Blob, file: string): Promise<void>
  /** Undefined: it is gone. */
  etagOf(name: string): Promise<string | undefined>
}

const PATIENCE: Patience = { retries: 4, firstWaitMs: 500 }
const LONGEST_WAIT_MS = 30_000
/** Pages of 5,000 names: twenty million blobs, and a marker that comes back no later than that. */
const MOST_PAGES = 4000

export function containerOf(settings: AzureSettings): Container {
  let opened: Promise<ContainerClient> | undefined
  // The SDK only asks the server to hurry; a server that keeps silent has to be left.
  const within = <T>(what: string, work: (container: ContainerClient, abortSignal: AbortSignal) => Promise<T>) =>
    patiently(settings, what, async () =>
      work(await (opened ??= open(settings)), AbortSignal.timeout(settings.timeoutMs)),
    )
  return {
    list: (prefix) => within(`list ${prefix}`, (container, abortSignal) => listed(container, prefix, abortSignal)),
    look: (prefix) =>
      within('list', async (container, abortSignal) => {
        await container.listBlobsFlat({ prefix, abortSignal }).byPage({ maxPageSize: 1 }).next()
      }),
    text: (blob) =>
      within(`read ${blob.name}`, async (container, abortSignal) => {
        const chunks: Uint8Array[] = []
        for await (const chunk of await bodyOf(container, blob, abortSignal)) chunks.push(Buffer.from(chunk))
        return Buffer.concat(chunks)
          .toString('utf8')
          .replace(/^\uFEFF/, '')
      }),
    download: (blob, file) =>
      within(`read ${blob.name}`, async (container, abortSignal) => {
        await pipeline(await bodyOf(container, blob, abortSignal), createWriteStream(file))
      }),
    etagOf: (name) =>
      within(`read ${name}`, async (container, abortSignal) => {
        const blob = container.getBlobClient(name)
        return (await blob.exists({ abortSignal })) ? (await blob.getProperties({ abortSignal })).etag : undefined
      }),
  }
}

/** The SDK itself refuses an answer without an ETag or a length, as a page of a proxy is. */
async function bodyOf(container: ContainerClient, blob: Blob, abortSignal: AbortSignal) {
  const options = { conditions: { ifMatch: blob.etag }, abortSignal }
  const { readableStreamBody } = await container.getBlobClient(blob.name).download(0, undefined, options)
  if (readableStreamBody === undefined) throw new Later('an answer without a body')
  return readableStreamBody
}

async function listed(container: ContainerClient, prefix: string, abortSignal: AbortSignal): Promise<readonly Blob[]> {
  const blobs: Blob[] = []
  let pages = 0
  for await (const { segment } of container.listBlobsFlat({ prefix, abortSignal }).byPage()) {
    blobs.push(...segment.blobItems.map(blobOf))
    if ((pages += 1) > MOST_PAGES) throw new Later('the list of blobs has no end')
  }
  return blobs
}

function blobOf({ name, properties: { etag, contentLength } }: BlobItem): Blob {
  // A list has ETags without the quotation marks that a condition needs.
  return { name, etag: etag.startsWith('"') ? etag : `"${etag}"`, bytes: contentLength ?? 0 }
}

async function open(settings: AzureSettings): Promise<ContainerClient> {
  const { access, endpoint, container, timeoutMs } = settings
  const { BlobServiceClient, StorageSharedKeyCredential } = await import('@azure/storage-blob')
  const options: StoragePipelineOptions = { retryOptions: { maxTries: 1, tryTimeoutInMs: timeoutMs } }
  const serviceOf = (): InstanceType<typeof BlobServiceClient> => {
    switch (access.kind) {
      case 'connection string':
        return BlobServiceClient.fromConnectionString(access.secret.reveal(), options)
      case 'account key':
        return new BlobServiceClient(
          endpoint,
          new StorageSharedKeyCredential(access.account, access.secret.reveal()),
          options,
        )
      case 'sas':
        return new BlobServiceClient(`${endpoint}?${access.secret.reveal().replace(/^\?/, '')}`, undefined, options)
    }
  }
  try {
    return serviceOf().getContainerClient(container)
  } catch (error) {
    throw unusable(error, settings)
  }
}

async function patiently<T>(settings: AzureSettings, what: string, work: () => Promise<T>): Promise<T> {
  const { retries, firstWaitMs } = settings.patience ?? PATIENCE
  const once = async (): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      const verdict = judged(error, what, settings)
      throw verdict instanceof Later ? verdict : new AbortError(verdict)
    }
  }
  try {
    return await pRetry(once, { retries, minTimeout: firstWaitMs, maxTimeout: LONGEST_WAIT_MS, randomize: true })
  } catch (error) {
    throw error instanceof Later ? down(error, what, settings) : error
  }
}
