/**
 * A line of a timetable that means the same to everybody who reads it: node-cron here and robfig/cron in Kubernetes. They
 * differ in seconds, in Sunday as 7, in `L`, and in days of the month beside days of the week (both there, either here).
 */
import { validate } from 'node-cron'

export const CRON_EXPECTED =
  'five fields of cron (minute hour day month weekday), Sunday as 0, either days of the month or weekdays'

const NUMBERS = /^(\*|\d+(-\d+)?)(\/\d+)?(,(\*|\d+(-\d+)?)(\/\d+)?)*$/
const NAMES = /^[a-z]{3}(-[a-z]{3})?(,[a-z]{3}(-[a-z]{3})?)*$/i

/** What is wrong with a line; undefined: nothing. */
export function cronMistake(line: string): string | undefined {
  const fields = line.trim().split(/\s+/)
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields
  if (fields.length !== 5) return 'it has not five fields'
  const plain = [minute, hour, day].every((field) => NUMBERS.test(field))
  const named = [month, weekday].every((field) => NUMBERS.test(field) || NAMES.test(field))
  if (!plain || !named || !validate(line)) return 'a field is not understood, or that day never comes'
  if (/7/.test(weekday.replaceAll(/\/\d+/g, ''))) return 'Sunday is 0'
  return day !== '*' && weekday !== '*' ? 'it names days of the month and weekdays' : undefined
}
