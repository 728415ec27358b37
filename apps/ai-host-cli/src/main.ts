import { runCommandLine } from './command-line.ts'

const stopped = new AbortController()
process.exitCode = await runCommandLine(
  process.argv.slice(2),
  {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal: stopped.signal,
  },
  () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      // Once: the second one ends the process, whatever the command is waiting for.
      process.once(signal, () => stopped.abort(signal))
    }
  },
)
