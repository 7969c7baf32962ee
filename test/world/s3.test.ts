/** The stand-in for S3 is as strict as the real one, asked by the real client. */
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type S3Manners, startS3 } from '../../src/world/s3.js'

const key = { id: 'AKIDEXAMPLE', secret: 'secret' }

async function aWorld(
  manners: Partial<S3Manners> = {},
  who: { readonly secret?: string; readonly region?: string; readonly id?: string } = {},
) {
  const world = await startS3({ bucket: 'ledger', keys: [key], ...manners })
  onTestFinished(() => world.close())
  const { secret = key.secret, region = 'us-east-1', id = key.id } = who
  const client = new S3Client({
    region,
    endpoint: world.url,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: id, secretAccessKey: secret },
  })
  return { world, client }
}

const where = { Bucket: 'ledger', Key: 'a/b c+d=1/x.csv' }

describe('objects', () => {
  test('have the ETag of their content, are read in ranges, and only if they are still the same', async () => {
    const { world, client } = await aWorld()
    world.put(where.Key, '0123456789')

    const head = await client.send(new HeadObjectCommand(where))
    const part = await client.send(
      new GetObjectCommand({ ...where, Range: 'bytes=7-', ...(head.ETag === undefined ? {} : { IfMatch: head.ETag }) }),
    )
    const past = client.send(new GetObjectCommand({ ...where, Range: 'bytes=10-' }))
    const other = client.send(new GetObjectCommand({ ...where, IfMatch: '"other"' }))

    // md5 of 0123456789
    expect(head).toMatchObject({ ETag: '"781e5e245d69b566979b86e28d23f2c7"', ContentLength: 10 })
    expect(part.ContentRange).toBe('bytes 7-9/10')
    expect(await part.Body?.transformToString()).toBe('789')
    await expect(past).rejects.toMatchObject({ name: 'InvalidRange' })
    await expect(other).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(client.send(new GetObjectCommand({ ...where, Key: 'none' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    })
  })

  test('are listed by prefix, in order, a page at a time', async () => {
    const { world, client } = await aWorld({ pageSize: 2 })
    for (const name of ['b/1', 'a/3', 'a/1', 'a/2']) world.put(name, name)

    const first = await client.send(new ListObjectsV2Command({ Bucket: 'ledger', Prefix: 'a/' }))
    const second = await client.send(
      new ListObjectsV2Command({
        Bucket: 'ledger',
        Prefix: 'a/',
        ContinuationToken: String(first.NextContinuationToken),
      }),
    )

    expect(first.Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2'])
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['a/3'])
    expect(second.NextContinuationToken).toBeUndefined()
  })
})

describe('who asks', () => {
  test.each([
    [{ secret: 'wrong' }, 'SignatureDoesNotMatch'],
    [{ id: 'AKIDOTHER' }, 'InvalidAccessKeyId'],
    [{ region: 'eu-west-1' }, 'SignatureDoesNotMatch'],
  ])('with %j is refused', async (who, name) => {
    const { client, world } = await aWorld({}, who)

    await expect(client.send(new ListObjectsV2Command({ Bucket: 'ledger' }))).rejects.toMatchObject({ name })
    expect(world.asked).toEqual([])
  })

  test('for another bucket finds none', async () => {
    const { client } = await aWorld()

    await expect(client.send(new ListObjectsV2Command({ Bucket: 'other' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    })
  })
})
