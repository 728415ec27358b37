/** The local server as it is started on a person's machine: a process, and a line of text each way. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ChainedRecord, type AuditRecord } from '@chain-of-trust/auth-core'
import { repositoryRoot } from '@chain-of-trust/tooling'
import { jsonIn, type Answer } from '../http.ts'
import { journalOf } from './pipe-journal.ts'

const COMMAND = join(repositoryRoot, 'apps/mcp-workspace/bin/mcp-workspace')
/** Milliseconds after which a process that says nothing is at fault. */
const PATIENCE = 60_000

export interface StartOptions {
  env?: Record<string, string>
  args?: string[]
}

export interface ServerProcess {
  /** Its root, with `notes.txt` in it. */
  root: string
  stateDir: string
  pid: number
  write: (line: string) => void
  /** The next line of its stdout as an object; undefined: it has ended. */
  next: () => Promise<Record<string, unknown> | undefined>
  /** Closes its stdin and waits. @returns its exit code */
  end: () => Promise<number>
  /** Its exit code, once it has ended by itself. */
  ended: Promise<number>
  stderr: () => string
  records: () => AuditRecord[]
  /** Ends it if it runs, and removes what it has written. */
  close: () => Promise<void>
}

/** Starts `mcp-workspace` on a folder of its own, with state of its own and nothing of ours in its environment. */
export function startServer({ env = {}, args = [] }: StartOptions = {}): ServerProcess {
  return startOnFolder(({ root, stateDir }) => ({
    command: [COMMAND, '--root', root, ...args],
    env: { STATE_DIR: stateDir, ...env },
  }))
}

interface Folders {
  root: string
  stateDir: string
}

/** @param program with which command line, and which environment besides PATH and HOME */
export function startOnFolder(
  program: (folders: Folders) => { command: string[]; env: Record<string, string> },
): ServerProcess {
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-local-'))
  const [root, stateDir] = [mkdtempSync(join(folder, 'root-')), mkdtempSync(join(folder, 'state-'))]
  writeFileSync(join(root, 'notes.txt'), 'Buy milk.\n')
  const { command, env } = program({ root, stateDir })
  const [file, ...args] = command
  const { PATH, HOME } = process.env as { PATH: string; HOME: string }
  const child = spawn(file!, args, {
    cwd: folder,
    env: { PATH, HOME, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const journal = journalOf(command, env)
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  // Who has ended does not read any more: that is an answer, not a fault.
  child.stdin.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = once(child, 'close').then(([code]) => Number(code))
  const watchdog = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  return {
    root,
    stateDir,
    pid: child.pid!,
    write(line) {
      journal.wrote(line)
      child.stdin.write(`${line}\n`)
    },
    async next() {
      const { done, value } = await lines.next()
      if (done !== true) journal.read(value)
      return done === true ? undefined : jsonIn(value)
    },
    async end() {
      child.stdin.end()
      const code = await ended
      journal.ended(code, errors)
      return code
    },
    ended,
    stderr: () => errors,
    records: () => recordsIn(stateDir),
    async close() {
      child.kill('SIGKILL')
      await ended
      clearTimeout(watchdog)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What became of the server. Its exit code stands where HTTP has a status. */
export async function outcomeOf(
  server: ServerProcess,
  refusal: Record<string, unknown> = {},
): Promise<Answer> {
  const status = await server.end()
  const { error } = refusal
  return {
    status,
    headers: {},
    text: JSON.stringify(refusal) + server.stderr(),
    accepted: status === 0,
    error: typeof error === 'string' ? error : undefined,
    records: server.records(),
  }
}

function recordsIn(stateDir: string): AuditRecord[] {
  return globSync('audit/**/*.jsonl', { cwd: stateDir })
    .flatMap((file) => readFileSync(join(stateDir, file), 'utf8').split('\n'))
    .flatMap((line) => {
      const record = ChainedRecord.safeParse(jsonIn(line))
      return record.success ? [record.data] : []
    })
}
