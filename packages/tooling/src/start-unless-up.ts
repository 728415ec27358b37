import { waitUntilHealthy } from './health.ts'
import { findUsedPorts } from './ports.ts'
import { listServices } from './services.ts'
import { startSystem, type System } from './system.ts'

/**
 * The system, started unless it is up already: then undefined, and somebody else's to stop. Progress goes to stderr:
 * stdout is the result's.
 *
 * @throws {SystemError}
 */
export async function startUnlessUp(signal: AbortSignal, stateDir?: string): Promise<System | undefined> {
  const services = listServices()
  const listening = await findUsedPorts(services)
  if (listening.length < services.length) {
    const say = (line: string): void => void process.stderr.write(`${line}\n`)
    return startSystem({ signal, say, ...(stateDir === undefined ? {} : { stateDir }) })
  }
  // Somebody else started it, perhaps just now.
  await Promise.all(services.map((service) => waitUntilHealthy(service, signal)))
  return undefined
}
