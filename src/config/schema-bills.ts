/** The part of the schema that says which bills are read: export files, and accounts that are asked over an API. */
import { z } from 'zod'
import { checkEntries, type Told } from './accounts.js'
import { valueAt } from './document.js'
import { alibaba, type AlibabaConfig, alibabaOf, checkAlibaba } from './schema-bills-alibaba.js'
import { awsBill, awsBillOf, awsExport, awsExportOf } from './schema-bills-aws.js'
import { azure, type AzureConfig, azureOf, checkAzure } from './schema-bills-azure.js'
import { checkEdge, edge, type EdgeConfig, edgeOf } from './schema-bills-edge.js'
import { gcpBill, gcpSettings } from './schema-bills-gcp.js'
import { checkTencent, tencent, type TencentConfig, tencentOf } from './schema-bills-tencent.js'
import { name, text } from './schema-parts.js'
import type { Surroundings } from './secrets.js'

/** A list of accounts; its example is the one that an account has. */
function list<T extends z.ZodType>(entry: T, what: string) {
  return z
    .array(entry)
    .default([])
    .meta({ description: `a list of ${what}`, examples: [entry.meta()?.['examples'] ?? []] })
}

const focus = z
  .strictObject({
    paths: z
      .array(text.meta({ description: 'a path or a pattern of paths', examples: ['./exports/**/*.csv.gz'] }))
      .default([])
      .meta({ description: 'paths or patterns of FOCUS exports', examples: [['./exports/**/*.csv.gz']] }),
    feed: name.default('focus'),
    memory_limit: text
      .regex(/^[1-9]\d*(MB|GB)$/)
      .default('300MB')
      .meta({
        description:
          'memory that reading may use before it spills to disk, such as 300MB; the process holds 150 MB more',
        examples: ['1GB'],
      }),
    round_doubles: z
      .boolean()
      .default(false)
      .meta({
        description: 'true to round amounts of more than 18 decimals instead of rejecting them',
        examples: [true],
      }),
  })
  .meta({ description: 'the bills that come as FOCUS files', examples: [{ paths: ['./exports/**/*.csv.gz'] }] })

export const bills = z
  .strictObject({
    final_after_days: z
      .int()
      .min(0)
      .max(366)
      .default(15)
      .meta({
        description: 'days after which a billing period that ended is final, a whole number from 0 to 366',
        examples: [15], // AWS may update a period in the two weeks after it ends
      }),
    focus: focus.prefault({}),
    aws: list(awsBill, 'accounts of AWS that are read from Cost Explorer'),
    aws_exports: list(awsExport, 'data exports of AWS in S3'),
    gcp: list(gcpBill, 'billing accounts of Google Cloud whose exports lie in BigQuery'),
    alibaba,
    tencent,
    azure,
    edge,
  })
  .meta({ description: 'how bills are read', examples: [{ final_after_days: 15 }] })

export interface BillSettings {
  readonly finalAfterDays: number
  readonly focus: {
    readonly paths: readonly string[]
    readonly feed: string
    readonly memoryLimit: string
    readonly roundDoubles: boolean
  }
  readonly aws: readonly NonNullable<ReturnType<typeof awsBillOf>>[]
  readonly awsExports: readonly NonNullable<ReturnType<typeof awsExportOf>>[]
  readonly gcp: readonly NonNullable<ReturnType<typeof gcpSettings>>[]
  readonly azure: readonly AzureConfig[]
  readonly alibaba: readonly AlibabaConfig[]
  readonly tencent: readonly TencentConfig[]
  readonly edge: readonly EdgeConfig[]
}

export function billsOf(data: z.infer<typeof bills>, around: Surroundings): BillSettings {
  const { paths, feed, memory_limit: memoryLimit, round_doubles: roundDoubles } = data.focus
  return {
    finalAfterDays: data.final_after_days,
    focus: { paths, feed, memoryLimit, roundDoubles },
    aws: data.aws.flatMap((one) => awsBillOf(one, around, ignore) ?? []),
    awsExports: data.aws_exports.flatMap((one) => awsExportOf(one, around, ignore) ?? []),
    gcp: data.gcp.flatMap((one) => gcpSettings(one, around, ignore) ?? []),
    azure: azureOf(data.azure, around),
    alibaba: alibabaOf(data.alibaba, around),
    tencent: tencentOf(data.tencent, around),
    edge: edgeOf(data.edge, around),
  }
}

/** What is wrong was told by `checkBills` already. */
const ignore = (): undefined => undefined

/** What no schema sees of the accounts: secrets that are not there, two accounts of one name. */
export function checkBills(value: unknown, around: Surroundings, complain: Told): void {
  const at = (cloud: string): readonly [unknown, Told] => [
    valueAt(value, [cloud]),
    (path, words) => complain(['bills', cloud, ...path], words),
  ]
  const [aws, toldAws] = at('aws')
  checkEntries(aws, awsBill, toldAws, { read: (one, told) => void awsBillOf(one, around, (words) => told([], words)) })
  const [files, toldFiles] = at('aws_exports')
  checkEntries(files, awsExport, toldFiles, {
    read: (one, told) => void awsExportOf(one, around, (words) => told([], words)),
  })
  const [gcp, toldGcp] = at('gcp')
  checkEntries(gcp, gcpBill, toldGcp, { read: (one, told) => void gcpSettings(one, around, told) })
  const others = { alibaba: checkAlibaba, tencent: checkTencent, azure: checkAzure, edge: checkEdge }
  for (const [cloud, check] of Object.entries(others)) {
    const [accounts, told] = at(cloud)
    check(accounts, around, told)
  }
}
