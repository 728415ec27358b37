import { delimiter, join } from 'node:path'
import { freePort } from '@chain-of-trust/testkit'
import { listServices, repositoryRoot, startService, waitUntilHealthy } from '@chain-of-trust/tooling'
import { startReplicaProxy, type ReplicaProxy } from './replica-proxy.ts'

/** Several processes of one service behind its contracted port. */
export interface ReplicaSet extends Pick<ReplicaProxy, 'pin' | 'nextSent' | 'loseNextAnswer'> {
  /** kill -9. */
  kill(replica: number): Promise<void>
  /** Stops it where it is: it accepts what is sent, and does nothing about it. */
  freeze(replica: number): void
  /** Starts one that was killed, at the port that it had. */
  start(replica: number): Promise<void>
  close(): Promise<void>
}

/** @param env of every replica */
export async function startReplicas(
  name: string,
  count: number,
  { stateDir, env }: { stateDir: string; env: Record<string, string> },
): Promise<ReplicaSet> {
  const entry = listServices().find((service) => service.name === name)!
  const ports = await Promise.all(Array.from({ length: count }, freePort))
  const processes = new Map<number, ReturnType<typeof startService>>()
  const environment = {
    ...process.env,
    PATH: [join(repositoryRoot, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter),
    NODE_COMPILE_CACHE: join(repositoryRoot, 'node_modules/.cache/compile'),
    STATE_DIR: stateDir,
    ...env,
  }

  const start = async (replica: number) => {
    const port = ports[replica]!
    const service = { ...entry, name: `${name}.${replica + 1}`, port, url: `http://127.0.0.1:${port}` }
    const started = startService(service, {
      stateDir,
      env: { ...environment, PORT: String(port) },
      onLine: () => undefined,
    })
    processes.set(replica, started)
    const ended = new AbortController()
    void started.ended.then(({ how, lines }) =>
      ended.abort(new Error([service.name, how, ...lines].join('\n'))),
    )
    await waitUntilHealthy(service, ended.signal)
  }
  const signal = (replica: number, what: NodeJS.Signals) => process.kill(processes.get(replica)!.pid!, what)

  await Promise.all(ports.map((_, replica) => start(replica)))
  const proxy = await startReplicaProxy(entry.port, ports)
  return {
    ...proxy,
    start,
    freeze: (replica) => void signal(replica, 'SIGSTOP'),
    async kill(replica) {
      signal(replica, 'SIGKILL')
      await processes.get(replica)!.ended
      processes.delete(replica)
    },
    async close() {
      await proxy.close()
      await Promise.all([...processes.values()].map((one) => one.stop()))
    },
  }
}
