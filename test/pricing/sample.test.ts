/** The official sample of the FOCUS project: real lines of 1.0, which leave the usage type out. See data-not-ours.ts. */
import { expect } from 'vitest'
import { sample } from '../support/data-not-ours.js'
import { test } from '../support/ledger.js'
import { classifyLines } from './classes.js'

test('of the official sample no line makes GPU time, and hours that could be of a machine are unknown', async ({
  ledger,
}) => {
  await ledger.load([sample])

  await classifyLines(ledger)

  const made = await ledger.value('select count(*) from fact.line_class where gpu_measure is not null or gpus > 0')
  const unknown = await ledger.rows(
    `select concat_ws(', ', provider, service_name, consumed_unit) as says from fact.line_class where gpus is null
     group by 1 order by 1`,
  )
  expect(made).toBe('0')
  expect(unknown.map(({ says }) => says)).toEqual([
    'aws, AWS Lambda, Seconds',
    'aws, Amazon Elastic Compute Cloud, Hours',
    'aws, Amazon Elastic Container Service for Kubernetes, Hours',
    'aws, Amazon Elastic Container Service, Hours',
    'aws, Red Hat OpenShift Service on AWS, Hours',
    'azure, Azure Kubernetes Service, Units/Hour',
    'azure, Azure Machine Learning, Hours',
    'azure, Azure Machine Learning, Units/Month',
    'azure, Virtual Machines, Units/Month',
  ])
})
