import { inject } from 'vitest'
import { admin, databaseUrl } from '../support/server.js'

let databases = 0

/** Another migrated database of the suite's server, for the length of `work`: where the same bills are loaded undisturbed. */
export async function withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const [adminUrl, template] = [inject('adminUrl'), inject('template')]
  const name = `clean_${process.pid}_${(databases += 1)}`
  await admin(adminUrl, `create database ${name} template ${template} strategy file_copy`)
  try {
    return await work(databaseUrl(adminUrl, name))
  } finally {
    await admin(adminUrl, `drop database ${name} with (force)`)
  }
}
