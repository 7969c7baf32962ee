/** Asks a server all that a reader asked it, one after the other, and throws the answers away: the server's own time. */
import { readFileSync } from 'node:fs'
import { type Asked, ask } from './recorder.js'

const [target = '', path = ''] = process.argv.slice(2)
const asked: Asked[] = JSON.parse(readFileSync(path, 'utf8'))

function answered(one: Asked): Promise<void> {
  return new Promise((resolve, reject) => {
    ask(target, one, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${one.path} was answered with ${response.statusCode}.`))
      response.resume().once('end', resolve).once('error', reject)
    })
  })
}

for (const one of asked) await answered(one)
