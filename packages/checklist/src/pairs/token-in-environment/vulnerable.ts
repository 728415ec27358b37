import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { LocalProcess } from './exploit.ts'

const SERVER = join(import.meta.dirname, 'vulnerable-server.ts')

/** Starts it as a host does that has read the README. */
export async function startVulnerable(token: string): Promise<LocalProcess> {
  const { PATH } = process.env as { PATH: string }
  const child = spawn(process.execPath, [SERVER], {
    env: { PATH, ACCESS_TOKEN: token },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const { done, value } = await lines.next()
    return done === true ? '' : value
  }
  const ready = (await next()).startsWith('ready')
  return {
    pid: child.pid!,
    ready,
    async listFiles() {
      child.stdin.write('list_files\n')
      return next()
    },
    async close() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
