import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceEntry } from './services.ts'

// Asking takes processor time from those who are starting.
const INTERVAL_MS = 100
const LIMIT_MS = 60_000

/**
 * Resolves when the service's `/healthz` answers 200.
 *
 * @throws {Error} after a minute, or when `signal` aborts
 */
export async function waitUntilHealthy(service: ServiceEntry, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + LIMIT_MS
  while (!(await isHealthy(service))) {
    signal.throwIfAborted()
    if (performance.now() > deadline) {
      throw new Error(`${service.name} did not answer ${service.url}/healthz within ${LIMIT_MS / 1000} s.`)
    }
    await sleep(INTERVAL_MS)
  }
}

/** Whether `/healthz` answers 200 now. */
export async function isHealthy({ url }: Pick<ServiceEntry, 'url'>): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
