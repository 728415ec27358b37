/** The whole system on this machine: keys, page, one process per service. */
import { delimiter, join } from 'node:path'
import { styleText } from 'node:util'
import { ensureDevKeys, keysIn } from './dev-keys.ts'
import { ensureDevSecrets, secretsIn } from './dev-secrets.ts'
import { waitUntilHealthy } from './health.ts'
import { buildPageIfStale } from './page.ts'
import { findUsedPorts } from './ports.ts'
import { repositoryRoot, stateDirectory } from './repository.ts'
import { type ServiceEnd, type ServiceProcess, startService } from './service-process.ts'
import { confidentialClients, linkedProviders, listServices, type ServiceEntry } from './services.ts'

/** The system cannot start, or stopped by itself. The message is for a person and says what to do. */
export class SystemError extends Error {
  override name = 'SystemError'
}

export interface System {
  services: readonly ServiceEntry[]
  /** Resolves when a service has ended that nobody stopped. */
  died: Promise<ServiceEnd>
  /** Stops every service and resolves when all have ended. */
  stop(): Promise<void>
  /** The same, as a crash would: nothing is told beforehand. */
  kill(): Promise<void>
}

export interface SystemOptions {
  /** Folder of keys, audit files and logs; default: `STATE_DIR` or `var/`. */
  stateDir?: string
  /** Added to the environment of every service. */
  env?: Record<string, string>
  /** Told what happens, a line at a time. */
  say?: (line: string) => void
  /** Which services; default: all there are. */
  services?: readonly ServiceEntry[]
  /** Stops the start-up; what runs already is stopped. */
  signal?: AbortSignal
}

/**
 * Starts everything and resolves when every `/healthz` answers.
 *
 * @throws {SystemError} when a port is used, or a service ends or does not answer; nothing runs then
 */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const { say = () => {}, services = listServices() } = options
  const failure = new AbortController()
  const signal = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])])
  const stateDir = stateDirectory(options.stateDir)
  const used = await findUsedPorts(services)
  if (used.length > 0) {
    throw new SystemError(
      [
        'Another process listens on:',
        ...used.map(({ name, port }) => `  ${port}  needed by ${name}`),
        'Stop it (another `npm start`, or `docker-compose up`?) and try again.',
      ].join('\n'),
    )
  }

  for (const line of await ensureDevKeys(confidentialClients(), keysIn(stateDir))) say(line)
  for (const line of ensureDevSecrets(linkedProviders(), secretsIn(stateDir))) say(line)

  const env = childEnvironment(stateDir, options.env)
  const width = Math.max(...services.map(({ name }) => name.length))
  const processes: ServiceProcess[] = []
  let stopping = false
  const died = Promise.withResolvers<ServiceEnd>()
  const end = async (how: 'stop' | 'kill'): Promise<void> => {
    stopping = true
    await Promise.all(processes.map((process) => process[how]()))
  }
  const stop = () => end('stop')
  const run = async (service: ServiceEntry): Promise<void> => {
    const started = performance.now()
    const name = styleText('cyan', service.name.padEnd(width))
    const process = startService(service, {
      stateDir,
      env,
      onLine: (line) => say(`${name}  ${line}`),
    })
    processes.push(process)
    void process.ended.then((end) => stopping || died.resolve(end))
    await waitUntilHealthy(service, signal)
    say(`${name}  ${service.url}  ${Math.round(performance.now() - started)} ms`)
  }

  try {
    const started = services.map(async (service) => {
      // Built while the other services start; its own server needs it there.
      if (service.name === 'ai-host') await buildPageIfStale(say, env)
      if (!stopping) await run(service)
    })
    const failed = died.promise.then((end) => Promise.reject(new SystemError(describeEnd(end))))
    await Promise.race([Promise.all(started), failed])
  } catch (error) {
    failure.abort()
    await stop()
    throw error
  }
  return { services, died: died.promise, stop, kill: () => end('kill') }
}

/** Says which service ended, how, and what it wrote last. */
export function describeEnd({ service, how, lines }: ServiceEnd): string {
  return [`${service.name} ended (${how}). Its last lines:`, ...lines.map((line) => `  ${line}`)].join('\n')
}

/** Where the services send their audit logs, unless somebody says otherwise; an empty variable: nowhere. */
function auditTrailAddress(): Record<string, string> {
  const trail = listServices().find(({ name }) => name === 'audit-trail')
  return trail === undefined ? {} : { AUDIT_TRAIL_URL: trail.url }
}

function childEnvironment(stateDir: string, added: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    ...auditTrailAddress(),
    ...process.env,
    PATH: [join(repositoryRoot, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter),
    // Stripped and compiled sources are kept between starts.
    NODE_COMPILE_CACHE: join(repositoryRoot, 'node_modules/.cache/compile'),
    STATE_DIR: stateDir,
    ...added,
  }
}
