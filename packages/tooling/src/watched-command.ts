/** The command line of this repository as a child process: somebody reads what it prints, and types. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { repositoryRoot } from './repository.ts'
import { SystemError } from './system.ts'

const AI_HOST_CLI = join(repositoryRoot, 'apps/ai-host-cli/bin/ai-host-cli')

export interface WatchedCommand {
  /** All that was printed so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  /**
   * Resolves with the first match in what was printed on stderr and stdout together.
   * @throws SystemError when the command ends without it, with what it printed
   */
  until(pattern: RegExp): Promise<RegExpExecArray>
  type(line: string): void
  endInput(): void
  interrupt(): void
  /** The exit code. */
  readonly ended: Promise<number | null>
}

export interface WatchedCommandOptions {
  /** Everything that the command keeps, the key of its cache too: the keychain of this machine is left alone. */
  stateDir: string
  cwd?: string
  env?: Record<string, string>
}

/** Runs `ai-host-cli` with `args`. */
export function watchCommand(
  args: readonly string[],
  { stateDir, cwd, env = {} }: WatchedCommandOptions,
): WatchedCommand {
  const child = spawn(AI_HOST_CLI, args, {
    cwd,
    env: { ...process.env, STATE_DIR: stateDir, CACHE_KEY_STORE: 'file', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const printed = { stdout: '', stderr: '', all: '' }
  let done = false
  const more = new EventTarget()
  const note = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
    printed[name] += chunk.toString()
    printed.all += chunk.toString()
    more.dispatchEvent(new Event('more'))
  }
  child.stdout.on('data', note('stdout'))
  child.stderr.on('data', note('stderr'))
  // It may end before it has read what is typed.
  child.stdin.on('error', () => {})
  const ended = once(child, 'close').then(([code]) => {
    done = true
    more.dispatchEvent(new Event('more'))
    return code as number | null
  })
  return {
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    async until(pattern) {
      for (;;) {
        const found = pattern.exec(printed.all)
        if (found !== null) return found
        if (done) throw new SystemError(`ai-host-cli ${args.join(' ')} ended:\n${printed.all}`)
        await once(more, 'more')
      }
    },
    type: (line) => child.stdin.write(`${line}\n`),
    endInput: () => child.stdin.end(),
    interrupt: () => child.kill('SIGINT'),
    ended,
  }
}
