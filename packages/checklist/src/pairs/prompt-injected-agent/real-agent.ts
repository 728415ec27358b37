/**
 * The orchestrator as it is, with the gullible model configured as any provider's is. The model cannot be chosen by a
 * client, so this is another process of it, on a port of its own, with the identity of the first one.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { registration } from '@chain-of-trust/service-kit'
import { freePort } from '@chain-of-trust/testkit'
import { keysIn, listServices, startService, waitUntilHealthy } from '@chain-of-trust/tooling'

export interface RealAgent {
  port: number
  /** Its own state: its audit files are there. */
  stateDir: string
  close: () => Promise<void>
}

/**
 * @param systemDir state of the running system
 * @param labDir in which its own state is made
 * @param model where the chat completions are
 */
export async function startRealAgent(systemDir: string, labDir: string, model: string): Promise<RealAgent> {
  const stateDir = join(labDir, `agent-${randomUUID()}`)
  const port = await freePort()
  const entry = listServices().find(({ name }) => name === 'orchestrator')!
  const service = { ...entry, port, url: `http://127.0.0.1:${port}` }
  const started = startService(service, {
    stateDir,
    env: {
      ...process.env,
      // Its records are not the running system's.
      AUDIT_TRAIL_URL: '',
      STATE_DIR: stateDir,
      CLIENT_KEY_FILE: keysIn(systemDir).keyFile('orchestrator'),
      PORT: String(port),
      RESOURCE: registration('orchestrator').url,
      MODEL_PROVIDER: 'openai-compatible',
      MODEL_NAME: 'gullible',
      MODEL_BASE_URL: model,
    },
    onLine: () => undefined,
  })
  const failure = new AbortController()
  void started.ended.then(({ how, lines }) =>
    failure.abort(new Error(['orchestrator', how, ...lines].join('\n'))),
  )
  await waitUntilHealthy(service, failure.signal)
  return { port, stateDir, close: () => started.stop() }
}
