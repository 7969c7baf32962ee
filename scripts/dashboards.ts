/** Writes the dashboards, `dashboards/*.json`, anew: `npm run dashboards`. A test tells when they are not what src says. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dashboards, fileOf, textOf } from '../src/dashboards/index.js'

const folder = process.argv[2] ?? 'dashboards'

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const one of dashboards()) writeFileSync(join(folder, fileOf(one)), textOf(one))
