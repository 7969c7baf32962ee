import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  a100Factor,
  a100Seconds,
  gpuSecondsOfHours,
  gpuSecondsOfInstance,
  gpuSecondsOfShare,
} from '../../src/units/gpu-time.js'
import { decimalOfGpus, formatGpus, gpusOfMilli, gpusOfPercent, isWhole, parseGpus } from '../../src/units/gpus.js'
import { decimalOf, ONE } from '../../src/units/decimal.js'
import { parseQuantity } from '../../src/units/quantity.js'

describe('a number of GPUs', () => {
  test.each([
    ['8', '8', '8'],
    ['0.125', '0.125', '0.125'],
    ['2/16', '0.125', '0.125'],
    ['1/6', '1/6', '0.166666666666666667'],
    ['2/3', '2/3', '0.666666666666666667'],
    ['6/6', '1', '1'],
    ['350m', '0.35', '0.35'],
    ['35%', '0.35', '0.35'],
    ['200%', '2', '2'],
    ['1500m', '1.5', '1.5'],
    ['0', '0', '0'],
  ])('%s is written as %s and stored as %s', (text, written, stored) => {
    const gpus = parseGpus(text)

    expect([formatGpus(gpus), decimalOfGpus(gpus)]).toEqual([written, stored])
  })

  test.each([
    '',
    '-1',
    '1/0',
    '1/00',
    '1,5',
    'eight',
    '1/6/2',
    '.5',
    '1e3',
    '1234567',
    '0.1234567890123456789',
    '0.5m',
    '33%',
    '1/6%',
  ])('%j is no number of GPUs', (text) => {
    expect(() => parseGpus(text)).toThrow(RangeError)
  })

  test('goes by thousandths of a card and by steps of 5 %', () => {
    const steps = [gpusOfMilli(125), gpusOfPercent(5), gpusOfPercent(35), gpusOfPercent(100), gpusOfPercent(300)]

    expect(steps.map(formatGpus)).toEqual(['0.125', '0.05', '0.35', '1', '3'])
    expect(isWhole(gpusOfPercent(200))).toBe(true)
  })

  test.each([0, 3, 12.5, 105, -5])('%d % of a card is no step of qGPU', (percent) => {
    expect(() => gpusOfPercent(percent)).toThrow('no step of 5 %')
  })

  test.each([0.5, -1, Number.NaN])('%d thousandths of a card are none', (milli) => {
    expect(() => gpusOfMilli(milli)).toThrow('thousandths')
  })
})

describe('time on GPUs', () => {
  test('an hour of eight H100s is 28,800 GPU-seconds, and half an hour half of that', () => {
    const hours = ['1', '0.5'].map((text) => parseQuantity(text, 'instance_hours'))

    const seconds = hours.map((one) => gpuSecondsOfInstance(one, parseGpus('8')))

    expect(seconds.map(({ atto }) => decimalOf(atto))).toEqual(['28800', '14400'])
  })

  test('six hours of a sixth are an hour, to the last digit', () => {
    const hour = parseQuantity('3600', 'vgpu_seconds')

    const sixth = gpuSecondsOfShare(hour, parseGpus('1/6'))

    expect(sixth).toEqual({ unit: 'gpu_seconds', atto: 600n * ONE })
    expect(sixth.atto * 6n).toBe(hour.atto)
  })

  test('an H100 does 989.5 where an A100 does 312: an hour of it is some 11,417 seconds of an A100', () => {
    const factor = a100Factor(parseGpus('1979/2'), parseGpus('312'))

    const seconds = a100Seconds(gpuSecondsOfHours(parseQuantity('1', 'gpu_hours')), factor)

    expect(factor).toBe('3.171474358974358974')
    expect(decimalOf(seconds.atto)).toBe('11417.3076923076923064')
  })

  test('what does nothing has no factor', () => {
    expect(() => a100Factor(parseGpus('0'), parseGpus('312'))).toThrow('no factor')
    expect(() => a100Factor(parseGpus('1'), parseGpus('0'))).toThrow('no factor')
  })

  test('shares that make a whole take the time of a whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 96 }), fc.integer({ min: 0, max: 1_000_000 }), (parts, seconds) => {
        const whole = parseQuantity(String(seconds * parts), 'vgpu_seconds')

        const share = gpuSecondsOfShare(whole, parseGpus(`1/${parts}`))

        expect(share.atto * BigInt(parts)).toBe(whole.atto)
      }),
    )
  })
})
