import type { Candidate } from '../harness/interleave.ts'
import type { Facts } from '../issuer.ts'
import { openLoad, type RequestText } from './load.ts'
import { EXPECTED } from './requests.ts'
import { startServer } from './server-process.ts'
import type { ServerKind } from './servers/main.ts'

export interface HttpCandidate {
  name: string
  server: ServerKind
  /** Makes the request text for the server's address. */
  request: (url: string) => RequestText
}

/** Starts one process for each kind of server, and stops them all in the end, however it ends. */
export async function withServers<T>(
  issuer: Facts,
  wanted: readonly HttpCandidate[],
  use: (candidates: readonly Candidate[]) => Promise<T>,
): Promise<T> {
  await using stack = new AsyncDisposableStack()
  const started = new Map<ServerKind, Awaited<ReturnType<typeof startServer>>>()
  const candidates: Candidate[] = []
  for (const { name, server: kind, request } of wanted) {
    const server = started.get(kind) ?? (await startServer(kind, issuer))
    if (!started.has(kind)) stack.defer(() => server.stop())
    started.set(kind, server)
    const load = await openLoad(server.url, request(server.url), EXPECTED)
    stack.defer(() => load.close())
    candidates.push({ name, run: (count) => load.run(count), cpu: () => server.cpu(), least: 16 })
  }
  return await use(candidates)
}
