import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentOf, sha256OfFiles } from '../../../src/sources/focus/content.js'
import { folderWith } from './folder.js'

test('each file has the sha256 that sha256sum prints', async () => {
  const cwd = folderWith({ 'abc.csv': 'abc', 'empty.csv': '', 'long.csv': 'a'.repeat(3_000_000) })

  const hashes = await sha256OfFiles(['abc.csv', 'empty.csv', 'long.csv'].map((name) => ({ path: join(cwd, name) })))

  expect(hashes).toEqual([
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '2a152c894398719c0570f83fac34ac03a0f6e8e474b995c2403aa5434f7b9dd4',
  ])
})

test('a file that cannot be read to its end is a mistake to mend', async () => {
  const cwd = folderWith({})

  const refusal = sha256OfFiles([{ path: cwd }])

  await expect(refusal).rejects.toThrow(`Cannot read ${cwd} to its end`)
})

test('the content of a snapshot does not depend on the order of its files, only on them and on how they are read', () => {
  const content = contentOf(['aa', 'bb'], 'parser 1', 'grouping 1')

  expect(content).toMatch(/^[0-9a-f]{64}$/)
  expect(contentOf(['bb', 'aa'], 'parser 1', 'grouping 1')).toBe(content)
  expect(contentOf(['aa', 'bb'], 'parser 2', 'grouping 1')).not.toBe(content)
  expect(contentOf(['aa', 'bb'], 'grouping 1', 'parser 1')).not.toBe(content)
  expect(contentOf(['aa', 'bb'], 'parser 1grouping 1')).not.toBe(content)
  expect(contentOf(['aa'], 'bb', 'parser 1', 'grouping 1')).not.toBe(content)
})
