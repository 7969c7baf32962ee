import { expect, test } from 'vitest'
import { folderWith } from '../config/folder.js'
import { cells, json, tokenledger } from './tool.js'

test('jobs are listed with their lines, their next moments in their own zone, and why one does not run', async () => {
  const cwd = folderWith({
    'tokenledger.yaml': 'bills: { focus: { paths: [a.csv] } }\nschedule: { jobs: { rates: { enabled: false } } }\n',
  })

  const said = await tokenledger(['jobs'], { cwd })
  const document = json(await tokenledger(['jobs', '--json'], { cwd }))

  const rows = said.out.split('\n').slice(1, 12).map(cells)
  expect(said.code).toBe(0)
  expect(rows[0]).toEqual(['rates', '20 9-18 * * *', 'Asia/Shanghai', 'never'])
  expect(rows[1]?.slice(0, 3)).toEqual(['bills-focus', '23 */3 * * *', 'Asia/Shanghai'])
  expect(rows.at(-1)?.[0]).toBe('bills-edge')
  expect(rows[1]?.[3]).toMatch(/^\d{4}-\d\d-\d\d \d\d:23$/)
  expect(said.out).toContain('\nrates does not run: schedule.jobs.rates.enabled is false.\n')
  expect(said.out).toContain('\nusage does not run: usage.prometheus names no Prometheus.\n')
  expect(document).toMatchObject([
    { job: 'rates', next: [], because: 'schedule.jobs.rates.enabled is false' },
    { job: 'bills-focus', cron: '23 */3 * * *', zone: 'Asia/Shanghai', because: null },
    { job: 'bills-aws', because: 'bills.aws names no account' },
    { job: 'bills-gcp', because: 'bills.gcp names no account' },
    { job: 'bills-alibaba', because: 'bills.alibaba names no account' },
    { job: 'bills-tencent', because: 'bills.tencent names no account' },
    { job: 'bills-aws-exports', because: 'bills.aws_exports names no export' },
    { job: 'bills-azure', because: 'bills.azure names no export' },
    { job: 'versions', because: 'versions names no registry' },
    { job: 'usage', because: 'usage.prometheus names no Prometheus' },
    { job: 'bills-edge', because: 'bills.edge names no account' },
  ])
})
