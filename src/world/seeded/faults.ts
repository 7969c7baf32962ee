/** What goes wrong between a client and a far end, as a plan from the seed: finite, so that who tries again comes through. */
import type { Dice } from './dice.js'

export const FAULTS = ['throttle', 'expired', 'error', 'html', 'reset', 'cut', 'half', 'slow'] as const
export type Fault = (typeof FAULTS)[number]

export const ENDS = ['aws', 's3', 'gcp', 'alibaba', 'tencent', 'prometheus', 'cfets'] as const
export type End = (typeof ENDS)[number]

/** Asked once a request. */
export type Plan = (end: End) => Fault | undefined

export interface PlanOptions {
  readonly kinds: readonly Fault[]
  /** Of a hundred requests. */
  readonly percent: number
  /** One after the other, at one far end. */
  readonly inARow: number
  /** In all, at one far end. */
  readonly most: number
}

/**
 * A request goes wrong by its number at its far end, so that a seed gives the same trouble to the same client. After so many
 * in a row the next one is let through, whatever the dice say.
 */
export function planOf(dice: Dice, { kinds, percent, inARow, most }: PlanOptions): Plan {
  const met = new Map<End, { requests: number; row: number; all: number }>()
  const [first, ...others] = kinds
  return (end) => {
    const so = met.get(end) ?? { requests: 0, row: 0, all: 0 }
    met.set(end, so)
    so.requests += 1
    const own = dice.of(`${end} ${so.requests}`)
    if (first === undefined || so.row >= inARow || so.all >= most || !own.chance(percent)) {
      so.row = 0
      return undefined
    }
    so.row += 1
    so.all += 1
    return own.pick([first, ...others])
  }
}

/** An answer in a far end's own words. */
export interface Words {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** How each says that it is too much, that a token is over, and that it is not well. */
export function wordsOf(end: End, fault: 'throttle' | 'expired' | 'error'): Words {
  switch (end) {
    case 'aws': {
      const name = { throttle: 'LimitExceededException', expired: 'ExpiredTokenException', error: 'InternalFailure' }[
        fault
      ]
      return json(fault === 'error' ? 500 : 400, { __type: name, message: name }, 'application/x-amz-json-1.1')
    }
    case 's3': {
      const [status, code] = {
        throttle: [503, 'SlowDown'],
        expired: [400, 'ExpiredToken'],
        error: [500, 'InternalError'],
      }[fault]
      const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`
      return { status: Number(status), type: 'application/xml', body }
    }
    case 'gcp': {
      const [code, reason] = {
        throttle: [403, 'rateLimitExceeded'],
        expired: [401, 'authError'],
        error: [503, 'backendError'],
      }[fault]
      return json(Number(code), {
        error: { code, message: reason, errors: [{ message: reason, domain: 'global', reason }] },
      })
    }
    case 'alibaba': {
      const [status, Code] = {
        throttle: [400, 'Throttling.User'],
        expired: [400, 'InvalidSecurityToken.Expired'],
        error: [503, 'ServiceUnavailable'],
      }[fault]
      return json(Number(status), {
        Code,
        Message: Code,
        RequestId: 'R-0',
        HostId: 'business.aliyuncs.com',
        Success: false,
      })
    }
    case 'tencent': {
      const Code = { throttle: 'RequestLimitExceeded', expired: 'AuthFailure.TokenFailure', error: 'InternalError' }[
        fault
      ]
      return json(200, { Response: { Error: { Code, Message: Code }, RequestId: 'request-0' } })
    }
    case 'prometheus':
    case 'cfets': {
      const status = { throttle: 429, expired: end === 'cfets' ? 503 : 401, error: 502 }[fault]
      return { status, type: 'text/plain', body: 'not now\n' }
    }
    default:
      throw new TypeError(`${String(end satisfies never)} is no far end.`)
  }
}

function json(status: number, said: object, type = 'application/json'): Words {
  return { status, type, body: JSON.stringify(said) }
}
