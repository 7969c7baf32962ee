/** Asks a server all that a reader asked it, as many questions at once, and throws the answers away. */
import { readFileSync } from 'node:fs'
import { type Asked, ask } from './recorder.js'

const [target = '', path = '', atOnce = '1'] = process.argv.slice(2)
const asked: Asked[] = JSON.parse(readFileSync(path, 'utf8'))
const queue = asked.values()

async function worker(): Promise<void> {
  for (const one of queue) await answered(one)
}

function answered(one: Asked): Promise<void> {
  return new Promise((resolve, reject) => {
    ask(target, one, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${one.path} was answered with ${response.statusCode}.`))
      response.resume().once('end', resolve).once('error', reject)
    })
  })
}

await Promise.all(Array.from({ length: Number(atOnce) }, worker))
