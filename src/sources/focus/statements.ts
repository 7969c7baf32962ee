/**
 * What DuckDB is asked of a set of export files: queries with names, each built on those before it, in one statement. Views would say
 * the same, but DuckDB binds a view where it is made, and all that it stands on once more: that took longer than to read a small file.
 */
import { readFile } from 'node:fs/promises'
import { shipped } from '../../shipped.js'
import {
  type FileGroup,
  named,
  readerMacros,
  type ReaderOptions,
  surveyedTexts,
  unpackedGroups,
  unpackedRecords,
} from './reader.js'

/** What all of the queries call. They need `load_id()` beside it, and `rejectedQueries` need `file_name()`. */
export async function macros(options: ReaderOptions): Promise<string[]> {
  return [await shippedText('1_macros'), ...readerMacros(options), await shippedText('1_identity')]
}

/** Which windows the files hold, how far they reach, and what they add up to. */
export async function surveyedQuery(groups: readonly FileGroup[], options: ReaderOptions): Promise<string> {
  return queryOf([surveyedTexts(groups, options), await shippedText('3_survey')], 'surveyed')
}

/** The lines that break no rule, in the columns of `fact.bill_line`; `merge` adds up those that differ only in spelling. */
export async function stagedQuery(
  groups: readonly FileGroup[],
  options: ReaderOptions & { readonly merge: boolean },
): Promise<string> {
  const merged = options.merge ? await shippedText('5_merged') : named('merged', 'select * from keyed')
  const texts = [await shippedText('2_line'), await shippedText('4_keyed'), merged, await shippedText('6_staged')]
  return queryOf([...unpackedGroups(groups, options), ...texts], 'staged')
}

/** The lines of one file that break a rule, and what they add up to by window. */
export async function rejectedQueries(
  group: FileGroup,
  file: string,
  options: ReaderOptions,
): Promise<{ readonly rejected: string; readonly rejected_totals: string }> {
  const line = [...unpackedRecords(group, file, options), await shippedText('2_line')]
  return {
    rejected: queryOf([...line, await shippedText('7_rejected')], 'rejected'),
    rejected_totals: queryOf([...line, await shippedText('8_rejected_totals')], 'rejected_totals'),
  }
}

function queryOf(built: readonly string[], name: string): string {
  return `with ${built.join(',\n')} select * from ${name}`
}

/** Macros or named queries of `sql/focus`, by the name of their file without the ending. */
async function shippedText(name: string): Promise<string> {
  return readFile(shipped(`sql/focus/${name}.sql`), 'utf8')
}
