/** One service as a process of its own: started, watched, stopped. */
import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { eachLine, readableLogLine } from './log-lines.ts'
import { repositoryRoot } from './repository.ts'
import type { ServiceEntry } from './services.ts'

const STOP_LIMIT_MS = 5000
const LAST_LINES = 15

export interface ServiceProcess {
  service: ServiceEntry
  pid: number | undefined
  /** Resolves when it has ended, however that came. */
  ended: Promise<ServiceEnd>
  /** SIGTERM, SIGKILL after a limit; resolves when it has ended. */
  stop(): Promise<void>
  /** SIGKILL at once, as a crash would be; resolves when it has ended. */
  kill(): Promise<void>
}

export interface ServiceEnd {
  service: ServiceEntry
  /** `exit status 1`, `SIGKILL`. */
  how: string
  /** The last lines that it wrote. */
  lines: string[]
}

/**
 * Starts one service under this Node.js.
 *
 * @param onLine gets the lines that a person should see
 */
export function startService(
  service: ServiceEntry,
  options: { stateDir: string; env: NodeJS.ProcessEnv; onLine: (line: string) => void },
): ServiceProcess {
  const logFolder = join(options.stateDir, 'log')
  mkdirSync(logFolder, { recursive: true })
  const log = createWriteStream(join(logFolder, `${service.name}.log`))
  const child = spawn(
    process.execPath,
    ['--import', join(import.meta.dirname, 'exit-with-parent.ts'), service.main],
    {
      cwd: repositoryRoot,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own: Ctrl-C at a terminal goes to us alone, and the services are stopped in order, once.
      detached: true,
    },
  )

  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue
    eachLine(stream, (line) => {
      log.write(`${line}\n`)
      lines.push(line)
      if (lines.length > LAST_LINES) lines.shift()
      const shown = readableLogLine(line)
      if (shown !== undefined) options.onLine(shown)
    })
  }

  const ended = new Promise<ServiceEnd>((resolve) => {
    const end = (how: string): void => {
      log.end()
      resolve({ service, how, lines })
    }
    child.once('error', (error) => end(error.message))
    child.once('close', (code, signal) => end(signal ?? `exit status ${code}`))
  })

  return {
    service,
    pid: child.pid,
    ended,
    async stop() {
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
      await ended
      clearTimeout(kill)
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
