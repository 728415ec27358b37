import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface TestPostgres {
  /** Without the password, as `DATABASE_URL` wants it. */
  url: string
  passwordFile: string
  /** Its files: everything that it wrote. */
  dataDirectory: string
  stop: () => Promise<void>
}

/**
 * Starts a real PostgreSQL of its own on a free port, as root too, in about a second. It is gone after `stop`, and
 * when this process is, however that ended. Nothing survives it.
 * @param tls PEM for `localhost`: the server then takes no connection without TLS
 */
export async function startPostgres(tls?: { certificate: string; key: string }): Promise<TestPostgres> {
  const keeper = spawn(process.execPath, [fileURLToPath(new URL('postgres-keeper.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  keeper.stdin.write(`${JSON.stringify(tls ?? null)}\n`)
  const exited = once(keeper, 'exit')
  const lines = createInterface({ input: keeper.stdout })
  const first = await Promise.race([once(lines, 'line'), exited.then(() => undefined)])
  if (first === undefined) throw new Error('PostgreSQL did not start; the reason is above')
  const where = JSON.parse(String(first[0])) as Omit<TestPostgres, 'stop'>
  return {
    ...where,
    stop: async () => {
      keeper.stdin.end()
      await exited
    },
  }
}
