import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '@chain-of-trust/testkit'
import type { Facts } from '../issuer.ts'
import type { ServerKind } from './servers/main.ts'

/** A server in a process of its own, whose CPU time is read from there. */
export interface ServerProcess {
  url: string
  /** µs, user and system. */
  cpu(): Promise<number>
  stop(): Promise<void>
}

export async function startServer(kind: ServerKind, issuer: Facts): Promise<ServerProcess> {
  const url = `http://localhost:${await freePort()}/mcp`
  const child = fork(new URL('./servers/main.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.send({ kind, url, issuer })
  await answerOf(child, kind)
  return {
    url,
    async cpu() {
      child.send('cpu')
      return Number(await answerOf(child, kind))
    },
    async stop() {
      if (child.exitCode !== null) return
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

async function answerOf(child: ChildProcess, kind: string): Promise<unknown> {
  const gone = new AbortController()
  const exit = once(child, 'exit', { signal: gone.signal }).then(() => {
    throw new Error(`the server ${kind} ended`)
  })
  exit.catch(() => undefined)
  try {
    const [answer] = (await Promise.race([once(child, 'message'), exit])) as unknown[]
    return answer
  } finally {
    gone.abort()
  }
}
