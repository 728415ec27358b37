import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { auditFiles, readAuditName, type AuditFiles } from '@chain-of-trust/auth-core'
import { gauge } from '@chain-of-trust/auth-core/telemetry'
import { forwardLog, type LogForwarder } from './forward-log.ts'
import { LogContradicted } from './log-position.ts'
import { sentName } from './sent-name.ts'
import { TrailUnavailable, trailLog, type ServiceFetch } from './trail.ts'

export interface ForwarderOptions {
  service: string
  /** With `audit/`, `checkpoints/` and `audit-keys/`. */
  stateDir: string
  /** Name of the log that this process writes, where it writes one. */
  own?: string | undefined
  /** Origin of audit-trail. */
  url: string
  /** Tells the logs of several machines apart, where each has a folder of its own. */
  instance?: string | undefined
  fetch: ServiceFetch
  log: { warn(about: object, text: string): void; error(about: object, text: string): void }
  times?: Partial<ForwarderTimes>
  /** 0 to 1. */
  random?: () => number
}

/** Milliseconds. */
export interface ForwarderTimes {
  /** After a record: so that those of one request go together. */
  linger: number
  /** Without a record: for checkpoints. */
  idle: number
  /** Between two looks at what other processes of the service left behind. */
  others: number
  /** After the first failure; doubled from one to the next. */
  backoff: number
  longest: number
  /** Failing for so long before the operator hears of it, once. */
  quiet: number
  /** For what is left when the service ends. */
  lastPatience: number
}

export interface Forwarder {
  /** A record was written. Never throws, never waits. */
  wake(): void
  /** Sends what is left, for a moment; what it cannot is in the file, for the next start. */
  stop(): Promise<void>
}

const TIMES: ForwarderTimes = {
  linger: 100,
  idle: 5000,
  others: 30_000,
  backoff: 250,
  longest: 30_000,
  quiet: 10_000,
  lastPatience: 1000,
}

/**
 * Sends the audit logs of one service to audit-trail, as they stand in their files: the one that this process writes, and
 * those that others of the same service left behind. Beside the work, never in its way: it reads files, and nobody waits
 * for it. While audit-trail is away the files grow, and nothing else does.
 */
export function forwardAuditLogs(options: ForwarderOptions): Forwarder {
  const { service, stateDir, own, url, instance, fetch, log, random = Math.random } = options
  const times = { ...TIMES, ...options.times }
  const stopped = new AbortController()
  const logs = new Map<string, LogForwarder>()
  const contradicted = new Set<string>()
  let looked = -Infinity
  let woken = Promise.withResolvers<void>()
  const running = run()

  return {
    wake: () => woken.resolve(),
    async stop() {
      stopped.abort()
      await running
      await catchUpAll(AbortSignal.timeout(times.lastPatience)).catch(() => undefined)
    },
  }

  async function run(): Promise<void> {
    let failures = 0
    let failingSince = 0
    let told = false
    while (!stopped.signal.aborted) {
      woken = Promise.withResolvers()
      try {
        await catchUpAll(stopped.signal)
        failures = 0
        told = false
        await pause(times.idle, woken.promise)
        await pause(times.linger)
      } catch (err) {
        if (stopped.signal.aborted) break
        if (failures === 0) failingSince = performance.now()
        failures += 1
        if (!told && performance.now() - failingSince >= times.quiet) {
          told = true
          log.warn({ err }, 'audit-trail takes no records, trying again; they stay in the log')
        }
        await pause(delayAfter(err, failures))
      }
    }
  }

  /** A log that was tampered with does not hold up the others. */
  async function catchUpAll(signal: AbortSignal): Promise<void> {
    try {
      for (const one of dueLogs()) await catchUpOne(one, signal)
    } finally {
      // What cannot be read is said by `catchUp`, and is no reason to call the round a failure.
      const since = (one: LogForwarder) => one.behindSince().catch(() => undefined)
      const waiting = await Promise.all([...logs.values()].map(since))
      const oldest = Math.min(...waiting.filter((time) => time !== undefined))
      gauge('auditLag', oldest === Infinity ? 0 : (Date.now() - oldest) / 1000)
    }
  }

  async function catchUpOne(one: LogForwarder, signal: AbortSignal): Promise<void> {
    try {
      await one.catchUp(signal)
      contradicted.delete(one.name)
    } catch (err) {
      if (!(err instanceof LogContradicted)) throw err
      // Once, and loudly: sending again does not help, somebody has to look.
      if (!contradicted.has(one.name))
        log.error({ err, log: one.name }, 'the audit log is not the one that was sent')
      contradicted.add(one.name)
    }
  }

  /** Our own each time; now and then the others, since a replica that ended may have left what nobody sends. */
  function dueLogs(): LogForwarder[] {
    if (performance.now() - looked < times.others)
      return [...logs.values()].filter(({ name }) => name === own)
    looked = performance.now()
    for (const file of globSync(`${service}{,.*}.jsonl`, { cwd: join(stateDir, 'audit') })) {
      const files = auditFiles(stateDir, service, '', readAuditName(file.slice(0, -'.jsonl'.length)).slot)
      if (basename(files.log) === file && !logs.has(files.name)) logs.set(files.name, open(files))
    }
    return [...logs.values()].sort((a, b) => Number(b.name === own) - Number(a.name === own))
  }

  function open(files: AuditFiles): LogForwarder {
    return forwardLog(files, trailLog(url, sentName(files, instance), fetch))
  }

  /** Half of it is chance, or all services would come back at the same instant. */
  function delayAfter(error: unknown, failures: number): number {
    if (error instanceof TrailUnavailable && error.retryAfter !== undefined)
      return Math.min(error.retryAfter * 1000, times.longest) * (1 + random() / 2)
    return Math.min(times.backoff * 2 ** (failures - 1), times.longest) * (0.5 + random() / 2)
  }

  async function pause(milliseconds: number, ended?: Promise<void>): Promise<void> {
    const enough = new AbortController()
    const signal = AbortSignal.any([stopped.signal, enough.signal])
    const waited = setTimeout(milliseconds, undefined, { signal, ref: false }).catch(() => undefined)
    await (ended === undefined ? waited : Promise.race([waited, ended]))
    enough.abort()
  }
}
