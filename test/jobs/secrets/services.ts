/** Each service as it is configured with marked secrets, what it says no with, and how its far end stands on loopback. */
import { generateKeyPairSync } from 'node:crypto'
import { json, xml } from './forms.js'
import { mark } from './marks.js'
import type { Service } from './service.js'
import { ofAzure, ofPrometheus, ofRegistries } from './services-others.js'

export const services: readonly Service[] = [
  ...ofAmazon(),
  ofGoogle(),
  ofAlibaba(),
  ofTencent(),
  ...ofAzure(),
  ...ofPrometheus(),
  ...ofRegistries(),
]

function ofAmazon(): Service[] {
  const [secret, session, proxy] = [
    mark('AWS secret key'),
    mark('AWS session token'),
    mark('AWS proxy', (a, b) => a + b),
  ]
  const keys = 'access_key_id: { env: KEY_ID }, secret_access_key: { env: KEY }, session_token: { env: SESSION }'
  const env = { KEY_ID: 'AKIDEXAMPLE', KEY: secret.value, SESSION: session.value }
  const costExplorer: Service = {
    name: 'Cost Explorer',
    job: 'bills-aws',
    yaml: (url) =>
      `bills:\n  aws:\n    - { account: "111122223333", from: "2026-07-01", endpoint: "${url}", credentials: { ${keys} } }\n`,
    env,
    marks: [secret, session],
    noes: [
      'UnrecognizedClientException',
      'InvalidSignatureException',
      'ExpiredTokenException',
      'AccessDeniedException',
      'LimitExceededException',
      'ValidationException',
      'DataUnavailableException',
      'BillExpirationException',
      'InvalidNextTokenException',
      'ResourceNotFoundException',
      'BillingViewHealthStatusException',
      'NewException',
    ].map((code) => [code === 'DataUnavailableException' ? 404 : 400, code] as const),
    no: (status, __type, message) => json(status, { __type, message }),
    odd: (words) => ({
      ResultsByTime: [{ TimePeriod: words, Groups: words }],
      NextPageToken: 7,
      GroupDefinitions: words,
    }),
  }
  const s3: Service = {
    name: 'S3',
    job: 'bills-aws-exports',
    yaml: (url) =>
      `bills:\n  aws_exports:\n    - { bucket: ledger, region: us-east-1, export: focus, from: "2026-01", path_style: true, endpoint: "${url}", credentials: { ${keys} } }\n`,
    env,
    marks: [secret, session],
    noes: [
      [403, 'SignatureDoesNotMatch'],
      [400, 'ExpiredToken'],
      [403, 'InvalidAccessKeyId'],
      [403, 'AccessDenied'],
      [503, 'SlowDown'],
      [500, 'InternalError'],
      [404, 'NoSuchBucket'],
      [301, 'PermanentRedirect'],
      [400, 'AuthorizationHeaderMalformed'],
      [400, 'NewCode'],
    ],
    no: (status, code, words) => xml(status, code, words),
    odd: (words) => ({ ListBucketResult: words }),
  }
  const throughProxy: Service = {
    ...costExplorer,
    name: 'Cost Explorer through a proxy',
    yaml: (url) =>
      `bills:\n  aws:\n    - { account: "111122223333", from: "2026-07-01", proxy: "${url.replace('//', `//ledger:${proxy.value}@`)}", credentials: { ${keys} } }\n`,
    marks: [secret, session, proxy],
    noes: [],
  }
  return [costExplorer, s3, throughProxy]
}

function ofGoogle(): Service {
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  const lines = pem.toString().split('\n').slice(1, -2)
  const value = JSON.stringify({
    type: 'service_account',
    client_email: 'ledger@finops.iam.gserviceaccount.com',
    private_key: pem.toString(),
    private_key_id: 'k1',
  })
  return {
    name: 'BigQuery',
    job: 'bills-gcp',
    yaml: (url) =>
      `bills:\n  gcp:\n    - { table: finops.billing.gcp_billing_export_resource_v1_010101_F0FFF0_61C528, from: "2026-08-01", endpoint: "${url}", credentials: { env: KEY } }\n`,
    env: { KEY: value },
    marks: [{ name: 'Google private key', value, secret: lines }],
    noes: [
      [401, 'authError'],
      [403, 'accessDenied'],
      [403, 'rateLimitExceeded'],
      [403, 'quotaExceeded'],
      [500, 'backendError'],
      [404, 'notFound'],
      [403, 'accessNotConfigured'],
      [400, 'invalidQuery'],
      [400, 'bytesBilledLimitExceeded'],
      [403, 'responseTooLarge'],
      [400, 'newReason'],
    ],
    no: (code, reason, message) =>
      json(code, { error: { code, message, errors: [{ message, reason }], status: reason } }),
    odd: (words) => ({ kind: words, schema: { fields: words }, numRows: words, location: 7, jobReference: words }),
  }
}

function ofAlibaba(): Service {
  const [secret, token] = [mark('Alibaba secret'), mark('Alibaba token')]
  return {
    name: 'Alibaba',
    job: 'bills-alibaba',
    yaml: (url) =>
      `bills:\n  alibaba:\n    - { endpoint: "${url}", credentials: { access_key_id: { env: KEY_ID }, access_key_secret: { env: KEY }, security_token: { env: SESSION } } }\n`,
    env: { KEY_ID: 'LTAIexample', KEY: secret.value, SESSION: token.value },
    marks: [secret, token],
    noes: [
      [404, 'InvalidAccessKeyId.NotFound'],
      [400, 'SignatureDoesNotMatch'],
      [400, 'InvalidSecurityToken.Expired'],
      [400, 'InvalidSecurityToken.Malformed'],
      [400, 'NotAuthorized'],
      [400, 'Throttling.User'],
      [500, 'InternalError'],
      [200, 'NotApplicable'],
      [200, ''],
      [400, 'NewCode'],
    ],
    no: (status, Code, Message) => json(status, { Code, Message, RequestId: 'R-1', Success: false }),
    odd: (words) => ({
      Success: true,
      Code: 'Success',
      Message: words,
      Data: { Items: [{ BillingDate: words }], TotalCount: words },
    }),
  }
}

function ofTencent(): Service {
  const [secret, token] = [mark('Tencent secret'), mark('Tencent token')]
  return {
    name: 'Tencent',
    job: 'bills-tencent',
    yaml: (url) =>
      `bills:\n  tencent:\n    - { account: "100000000001", from: "2026-08-01", endpoint: "${url}", credentials: { secret_id: { env: KEY_ID }, secret_key: { env: KEY }, token: { env: SESSION } } }\n`,
    env: { KEY_ID: 'AKIDexample', KEY: secret.value, SESSION: token.value },
    marks: [secret, token],
    noes: [
      'AuthFailure.SignatureFailure',
      'AuthFailure.SignatureExpire',
      'AuthFailure.TokenFailure',
      'InternalError',
      'AuthFailure.UnauthorizedOperation',
      'UnsupportedOperation',
      'RequestLimitExceeded',
      'InvalidParameter',
      'FailedOperation.SummaryDataNotReady',
      'ResponseSizeLimitExceeded',
      'NewCode',
    ].map((code) => [200, code] as const),
    no: (status, Code, Message) => json(status, { Response: { Error: { Code, Message }, RequestId: 'R-1' } }),
    odd: (words) => ({
      Response: { DetailSet: [{ Id: words, ComponentSet: words }], Total: words, Context: 7, RequestId: words },
    }),
  }
}
