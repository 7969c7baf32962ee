import { alibabaLines } from './alibaba.js'
import { alibabaColumns } from './alibaba-fleet.js'
import { awsLines } from './aws.js'
import { awsColumns } from './aws-columns.js'
import { csvText } from './csv.js'
import { gcpColumns, gcpLines } from './gcp.js'
import { tencentLines } from './tencent.js'
import { tencentColumns } from './tencent-fleet.js'

/** A file of the example: its path below `examples/bills`, and its text before it is packed. */
export interface ExampleFile {
  readonly path: string
  readonly text: string
}

/** Every file of the example export, the same on every machine. */
export function exampleFiles(): ExampleFile[] {
  return [
    { path: 'aws-2026-08.csv.gz', text: csvText(awsColumns, awsLines({ restated: false })) },
    { path: 'gcp-2026-08.csv', text: csvText(gcpColumns, gcpLines()) },
    { path: 'alibaba-2026-08.csv', text: csvText(alibabaColumns, alibabaLines()) },
    { path: 'tencent-2026-08.csv', text: csvText(tencentColumns, tencentLines()) },
    { path: 'restated/aws-2026-08.csv.gz', text: csvText(awsColumns, awsLines({ restated: true })) },
  ]
}
