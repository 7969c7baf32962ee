/** The text format of Prometheus, read more strictly than Prometheus does: whatever is odd is an error. */

export interface Family {
  readonly name: string
  readonly type: string
  readonly help: string
  /** By the labels as they are written, `{job="usage"}` or nothing. */
  readonly samples: Map<string, number>
}

const NAME = '[a-zA-Z_][a-zA-Z0-9_]*'
const LABEL = String.raw`${NAME}="(?:[^"\\\n]|\\[\\n"])*"`
const SAMPLE = new RegExp(String.raw`^(${NAME})(\{${LABEL}(?:,${LABEL})*\})? (-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$`)

export function parseExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n') || text.includes('\r')) throw new Error('the text does not end with a line feed')
  const families = new Map<string, Family>()
  let help: RegExpExecArray | null = null
  let open: Family | undefined
  for (const line of text.slice(0, -1).split('\n')) {
    const type = new RegExp(`^# TYPE (${NAME}) (counter|gauge)$`).exec(line)
    if (type !== null) {
      const [, name = '', kind = ''] = type
      if (help?.[1] !== name) throw new Error(`${name} has no help right before its type`)
      if (families.has(name)) throw new Error(`${name} is there twice`)
      if ((kind === 'counter') !== name.endsWith('_total')) throw new Error(`${name} is no name of a ${kind}`)
      open = { name, type: kind, help: help[2] ?? '', samples: new Map() }
      families.set(name, open)
      continue
    }
    help = new RegExp(`^# HELP (${NAME}) (\\S.*)$`).exec(line)
    if (help === null) addSample(open, line)
  }
  for (const { name, samples } of families.values()) if (samples.size === 0) throw new Error(`${name} has no sample`)
  return families
}

function addSample(open: Family | undefined, line: string): void {
  const [, name, labels = '', value] = SAMPLE.exec(line) ?? []
  if (open === undefined || name !== open.name) throw new Error(`not of its family, or not understood: ${line}`)
  const labelNames = [...labels.matchAll(new RegExp(`(${NAME})="`, 'g'))].map(([, label]) => label)
  if (new Set(labelNames).size < labelNames.length) throw new Error(`a label twice: ${line}`)
  if (open.samples.has(labels)) throw new Error(`a sample twice: ${line}`)
  open.samples.set(labels, Number(value))
}
