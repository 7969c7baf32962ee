/** The settings of exchange rates and of telemetry, as `schema.ts` describes those of bills. */
import { z } from 'zod'
import { parseDay } from '../units/billing-day.js'
import { type Gpus, parseGpus } from '../units/gpus.js'
import { parseHour } from '../units/hour.js'
import { gateway } from './schema-gateway.js'
import { label, name, secretPlace, text } from './schema-parts.js'

export const httpUrl = text
  .refine(isHttpUrl)
  .meta({ description: 'an http or https address without a password', examples: ['https://prometheus.example.com'] })

export const rates = z
  .strictObject({
    source: z
      .enum(['cfets', 'safe'])
      .default('cfets')
      .meta({ description: 'cfets or safe: who is asked for the central parity', examples: ['cfets'] }),
    cfets_url: httpUrl.default('https://www.chinamoney.com.cn/ags/ms/cm-u-bk-ccpr/CcprHisNew'),
    safe_url: httpUrl.default('https://www.safe.gov.cn/AppStructured/hlw/RMBQuery.do'),
    from: text
      .refine(is(parseDayOfBeijing))
      .meta({ description: 'the first Beijing day to ask for', examples: ['2026-01-01'] })
      .optional(),
  })
  .meta({ description: 'where exchange rates come from', examples: [{ source: 'cfets' }] })

/** `name="value"`, also !=, =~ and !~, in the three quotation marks of PromQL, commas between. */
const MATCHERS = matcherList()

/** How a request says who asks. What is wrong with it is told by `checkUsage`, for a secret may stand there in plain text. */
export const auth = z
  .union([z.strictObject({ username: text, password: secretPlace }), z.strictObject({ bearer: secretPlace })])
  .meta({
    description: 'either username and password, or bearer; secrets as { env: NAME } or { file: path }',
    examples: [{ username: 'ledger', password: { env: 'PROMETHEUS_PASSWORD' } }],
  })

export const prometheus = z
  .strictObject({
    name: name.meta({ description: 'what this source is called in every row', examples: ['prod'] }),
    url: httpUrl,
    auth: auth.optional().catch(undefined),
    tls: z
      .strictObject({
        ca_file: text
          .meta({ description: 'a PEM file of who signs its certificate', examples: ['./ca.pem'] })
          .optional(),
        cert_file: text
          .meta({ description: 'a PEM file with the certificate to show it', examples: ['./client.pem'] })
          .optional(),
        key_file: text
          .meta({ description: 'a PEM file with the key of that certificate', examples: ['./client.key.pem'] })
          .optional(),
      })
      .meta({ description: 'certificates', examples: [{ ca_file: './ca.pem' }] })
      .optional(),
    peers: z
      .array(httpUrl)
      .default([])
      .meta({
        description: 'other servers that scrape the same targets: of each hour the one that saw more is believed',
        examples: [['https://prometheus-1.example.com']],
      }),
    headers: z
      .record(text.regex(/^[\w-]+$/), text)
      .default({})
      .meta({
        description: 'headers that go with every request, none of them secret',
        examples: [{ 'X-Scope-OrgID': 'team' }],
      }),
    match: text
      .regex(MATCHERS)
      .meta({
        description: 'matchers of labels, each value in quotes, commas between, as they stand between { and }',
        examples: ['job="vllm"'],
      })
      .optional(),
    gpu_match: text
      .regex(MATCHERS)
      .meta({
        description: 'the same for exporters of GPUs; without it GPUs are not read',
        examples: ['job="dcgm-exporter"'],
      })
      .optional(),
    kubernetes_match: text
      .regex(MATCHERS)
      .meta({
        description: 'the same for kube-state-metrics; without it pods are not read',
        examples: ['job="kube-state-metrics"'],
      })
      .optional(),
    gpu_resources: z
      .record(text, z.union([z.number(), text]).refine(isPartOfGpu))
      .default({})
      .meta({
        description:
          'what one of a resource of Kubernetes is of a GPU, where its name does not say: 1/4 or 0.25, at most 1',
        examples: [{ 'nvidia.com/gpu.shared': '1/4' }],
      }),
    engines: z
      .array(text.regex(/^[a-z][a-z0-9-]*$/).meta({ description: 'the name of an engine', examples: ['vllm'] }))
      .min(1)
      .meta({
        description: 'a list of the engines to read, all with a prefix of their own when not set',
        examples: [['vllm', 'sglang']],
      })
      .optional(),
    model_label: label
      .meta({
        description: 'the label that names the served model where an engine does not',
        examples: ['app'],
      })
      .optional(),
    role_label: label
      .meta({ description: 'the label that says prefill or decode where they are apart', examples: ['llm_d_ai_role'] })
      .optional(),
    gateway: gateway.optional(),
    replica_labels: z
      .array(label)
      .default(['namespace', 'pod'])
      .meta({
        description: 'labels that name a replica; where none is there, instance does',
        examples: [['namespace', 'pod']],
      }),
    ha_labels: z
      .array(label)
      .default(['prometheus_replica', 'replica', '__replica__'])
      .meta({ description: 'labels by which a pair of Prometheis differs', examples: [['prometheus_replica']] }),
    resource_label: label
      .meta({ description: 'the label that holds the id which the bill uses', examples: ['instance_id'] })
      .optional(),
    provider: name.meta({ description: 'whose ids those are', examples: ['aws'] }).optional(),
    version_label: label
      .meta({ description: 'the label that holds the version', examples: ['model_version'] })
      .optional(),
    gpus_label: label.meta({ description: 'the label that holds how many GPUs it has', examples: ['gpus'] }).optional(),
    scrape_interval: text
      .regex(/^[1-9]\d*(s|m)$/)
      .meta({ description: 'how often targets are scraped, such as 15s; measured when not set', examples: ['15s'] })
      .optional(),
  })
  .meta({
    description: 'a Prometheus, VictoriaMetrics, Thanos or Mimir',
    examples: [{ name: 'prod', url: 'https://prometheus.example.com' }],
  })

const hour = (what: string, example: string) =>
  text.refine(is(parseHourOrDay)).meta({ description: `${what}, a whole hour in UTC`, examples: [example] })

export const deployment = z
  .strictObject({
    replica: text.meta({ description: 'a replica, or a pattern with *', examples: ['prod/qwen-*'] }),
    source: name.meta({ description: 'the name of a Prometheus; any when not set', examples: ['prod'] }).optional(),
    served_model: text.meta({ description: 'a served model; any when not set', examples: ['qwen2.5-32b'] }).optional(),
    resource: text.meta({ description: 'the id which the bill uses', examples: ['i-0a1b2c3d4e5f60718'] }).optional(),
    provider: name.meta({ description: 'whose id that is', examples: ['aws'] }).optional(),
    gpus: z
      .union([z.number(), text])
      .refine(isGpus)
      .meta({
        description: 'how many GPUs it holds, above 0: 4, 0.125, 350m or 35%, at most 6 decimals',
        examples: [4],
      })
      .optional(),
    model: text.meta({ description: 'the model it serves', examples: ['qwen2.5-32b'] }).optional(),
    version: text.meta({ description: 'the version it serves, in quotes', examples: ['v1.2'] }).optional(),
    from: hour('the first hour', '2026-08-01T00:00:00Z'),
    to: hour('the first hour that no longer counts', '2026-09-01T00:00:00Z').optional(),
  })
  .meta({
    description: 'what a replica runs on and which version it serves',
    examples: [{ replica: 'prod/qwen-0', resource: 'i-0a1b2c3d4e5f60718', gpus: 4, from: '2026-08-01T00:00:00Z' }],
  })

export const usage = z
  .strictObject({
    prometheus: z
      .array(prometheus)
      .default([])
      .meta({
        description: 'a list of the Prometheis that scrape serving engines',
        examples: [[{ name: 'prod', url: 'https://prometheus.example.com' }]],
      }),
    engines_file: text
      .meta({ description: 'the path of a file of engines beside those that ship', examples: ['./engines.yaml'] })
      .optional(),
    reread_hours: z
      .int()
      .min(0)
      .max(168)
      .default(3)
      .meta({
        description: 'how many hours already read are read again, 0 to 168, for samples that come late',
        examples: [3],
      }),
    deployments: z
      .array(deployment)
      .default([])
      .meta({
        description: 'a list of what runs where, the first entry that fits wins',
        examples: [[{ replica: 'prod/qwen-*', resource: 'i-0a1b2c3d4e5f60718', from: '2026-08-01T00:00:00Z' }]],
      }),
  })
  .meta({ description: 'where usage comes from', examples: [{ reread_hours: 3 }] })

/** An hour as people write it: `2026-08-01T06:00:00Z`, or a day for its first hour in UTC. */
export function parseHourOrDay(written: string): string {
  return parseHour(/^\d{4}-\d{2}-\d{2}$/.test(written) ? `${written}T00:00:00Z` : written)
}

function matcherList(): RegExp {
  const doubled = String.raw`"(?:[^"\\\n]|\\.)*"`
  const value = String.raw`(?:${doubled}|'(?:[^'\\\n]|\\.)*'|\x60[^\x60]*\x60)`
  // Since Prometheus 3 a name may be in quotation marks, too.
  const matcher = String.raw`(?:[a-zA-Z_]\w*|${doubled})\s*(?:=~|!~|!=|=)\s*${value}`
  return new RegExp(String.raw`^\s*${matcher}(?:\s*,\s*${matcher})*\s*,?\s*$`)
}

function parseDayOfBeijing(written: string): string {
  return parseDay(written, 'UTC+8').date
}

function is(parse: (written: string) => string): (written: string) => boolean {
  return (written) => {
    try {
      return parse(written) !== ''
    } catch {
      return false
    }
  }
}

function isHttpUrl(written: string): boolean {
  if (!URL.canParse(written)) return false
  const { protocol, username, password, search } = new URL(written)
  return /^https?:$/.test(protocol) && username === '' && password === '' && search === ''
}

function isPartOfGpu(written: number | string): boolean {
  const part = ({ numerator, denominator }: Gpus): boolean => numerator > 0n && numerator <= denominator
  return is((words) => (part(parseGpus(words)) ? words : ''))(String(written))
}

function isGpus(written: number | string): boolean {
  // The ledger keeps six decimals: a sixth of a GPU would be another share than it is.
  const exact = ({ numerator, denominator }: Gpus): boolean => numerator > 0n && 1_000_000n % denominator === 0n
  return is((words) => (exact(parseGpus(words)) ? words : ''))(String(written))
}
