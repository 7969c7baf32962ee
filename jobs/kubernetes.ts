/** The jobs as CronJobs of Kubernetes, out of the same list and the same settings. */
import type { Config } from '../src/config/index.js'
import { type Line, timetable } from './timetable.js'
import type { Job } from './job.js'

export interface ManifestOptions {
  readonly image: string
  readonly namespace: string
  /** Holds DATABASE_URL, and the variables that secrets of the settings name. */
  readonly secret: string
  /** Holds tokenledger.yaml. */
  readonly configMap: string
  /** A volume claim that holds FOCUS exports. */
  readonly exports?: string
}

/** A CronJob of batch/v1, as it is printed. */
export interface Manifest {
  readonly apiVersion: 'batch/v1'
  readonly kind: 'CronJob'
  readonly metadata: object
  readonly spec: object
}

export function cronJobs(config: Config, options: ManifestOptions): readonly Manifest[] {
  return timetable(config).map((line) => cronJob(line, options))
}

function cronJob({ job, cron, zone }: Line, options: ManifestOptions): Manifest {
  const labels = { 'app.kubernetes.io/name': 'tokenledger', 'app.kubernetes.io/component': job.name }
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: `tokenledger-${job.name}`, namespace: options.namespace, labels },
    spec: {
      schedule: cron,
      timeZone: zone,
      concurrencyPolicy: 'Forbid',
      // Without it a controller that missed 100 moments never starts the job again; the job finds what is open by itself.
      startingDeadlineSeconds: 1800,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: { metadata: { labels }, spec: jobSpec(job, labels, options) },
    },
  }
}

/** Only what comes right by itself (4), or was killed, is tried again: codes 2, 3, 5 and 6 need a person. */
function jobSpec(job: Job, labels: object, options: ManifestOptions): object {
  return {
    backoffLimit: 2,
    podFailurePolicy: {
      rules: [
        {
          action: 'FailJob',
          onExitCodes: { containerName: 'tokenledger', operator: 'In', values: [1, 2, 3, 5, 6] },
        },
      ],
    },
    template: { metadata: { labels }, spec: podSpec(job, options) },
  }
}

/** Any number above 0 will do: nothing of the image belongs to it, and what is written lies in volumes of its group. */
const USER = 10_001

function podSpec(job: Job, options: ManifestOptions): object {
  const reads = job.stage === 'bills' && options.exports !== undefined
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      fsGroup: USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [container(job, options, reads)],
    volumes: [
      { name: 'config', configMap: { name: options.configMap } },
      // Bills spill to disk what does not fit into memory; an embedded database would end with the pod.
      { name: 'home', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
      ...(reads ? [{ name: 'exports', persistentVolumeClaim: { claimName: options.exports, readOnly: true } }] : []),
    ],
  }
}

function container(job: Job, { image, secret }: ManifestOptions, reads: boolean): object {
  return {
    name: 'tokenledger',
    image,
    command: ['tokenledger', 'run', job.name],
    env: [
      { name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: secret, key: 'DATABASE_URL' } } },
      { name: 'TOKENLEDGER_CONFIG', value: '/etc/tokenledger/tokenledger.yaml' },
      { name: 'TOKENLEDGER_HOME', value: '/var/lib/tokenledger' },
    ],
    envFrom: [{ secretRef: { name: secret } }],
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: job.memory } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/tokenledger', readOnly: true },
      { name: 'home', mountPath: '/var/lib/tokenledger' },
      { name: 'tmp', mountPath: '/tmp' },
      ...(reads ? [{ name: 'exports', mountPath: '/exports', readOnly: true }] : []),
    ],
  }
}
