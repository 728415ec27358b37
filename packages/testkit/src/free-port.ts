import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Above the ports that browsers refuse, below those that systems hand out by themselves: Linux does from 32768. */
const [LOWEST, HIGHEST] = [11_000, 32_767]
const given = new Set<number>()

/**
 * A port of this machine that nobody listens on. Not one from `listen(0)`: until its user listens, and while a test keeps
 * its user down, the system may give such a port away again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
  server.close()
  await once(server, 'close')
  return true
}
