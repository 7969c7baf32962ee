// Adds up the results of all runs, and tells of each failed test why. A skipped test fails the whole: everything that a
// test needs has to be there.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const [folder = ''] = process.argv.slice(2)
const sum = { passed: 0, failed: 0, skipped: 0 }

for (const name of readdirSync(folder).filter((file) => file.endsWith('.code'))) {
  const code = readFileSync(join(folder, name), 'utf8').trim()
  const run = name.slice(0, -'.code'.length)
  const found = counted(join(folder, `${run}.json`))
  // Ended badly without a failed test: types, style, an import, an error outside any test, or too long.
  if (code !== '0' && found.failed === 0) found.failed = 1
  console.log(`${run}: ${found.passed} passed, ${found.failed} failed, ${found.skipped} skipped, exit code ${code}`)
  for (const text of found.told) console.log(text.replaceAll(/^(?=.)/gm, '  '))
  for (const key of Object.keys(sum)) sum[key] += found[key]
}

const also = sum.skipped === 0 ? '' : `, ${sum.skipped} skipped`
console.log(`${sum.passed} passed, ${sum.failed} failed${also}`)
process.exitCode = sum.passed > 0 && sum.failed === 0 && sum.skipped === 0 ? 0 : 1

function counted(path) {
  const found = { passed: 0, failed: 0, skipped: 0, told: [] }
  if (!existsSync(path)) return { ...found, told: ['left no results'] }
  for (const { name, status, message, assertionResults } of JSON.parse(readFileSync(path, 'utf8')).testResults) {
    const bad = assertionResults.filter((one) => one.status === 'failed')
    found.passed += assertionResults.filter((one) => one.status === 'passed').length
    const skipped = assertionResults.filter((one) => one.status !== 'passed' && one.status !== 'failed')
    found.skipped += skipped.length
    found.failed += bad.length
    if (status === 'failed' && bad.length === 0) {
      found.failed += 1
      found.told.push(`${name} could not be run\n${reason([message])}`)
    }
    found.told.push(
      ...bad.map(({ fullName, failureMessages }) => `failed: ${fullName}\n${name}\n${reason(failureMessages)}`),
    )
    found.told.push(...skipped.map(({ fullName }) => `skipped: ${fullName}`))
  }
  return found
}

/** What begins it and what ends it is kept: of a property the seed and the path stand before a long counterexample. */
function reason(messages) {
  const lines = stripVTControlCharacters(messages.filter(Boolean).join('\n')).split('\n').slice(0, 30)
  return shortened(lines.map((line) => shortened(line, 600)).join('\n'), 3000)
}

function shortened(text, most) {
  if (text.length <= most) return text
  const gap = ' […] '
  const begin = Math.ceil((most - gap.length) * 0.7)
  return text.slice(0, begin) + gap + text.slice(text.length - (most - gap.length - begin))
}
