/** The AI host's page is the one thing that is built (Vite). It is built again when its sources are newer. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { eachLine } from './log-lines.ts'
import { repositoryRoot } from './repository.ts'

const BUILT = 'apps/ai-host/dist/index.html'
const NOT_SOURCES = new Set(['node_modules', 'dist'])

/**
 * Builds the page if it is missing or older than a source file.
 *
 * @throws {Error} with the build's output when it fails
 */
export async function buildPageIfStale(say: (line: string) => void, env: NodeJS.ProcessEnv): Promise<void> {
  const script = join(repositoryRoot, 'apps/ai-host/build.ts')
  if (!existsSync(script) || !isStale()) return
  say('Building the page…')
  const started = performance.now()
  const output: string[] = []
  const child = spawn(process.execPath, [script], {
    cwd: join(repositoryRoot, 'apps/ai-host'),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) eachLine(stream, (line) => output.push(line))
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  if (code !== 0) throw new Error(`The page was not built:\n${output.join('\n')}`)
  say(`Page built in ${Math.round(performance.now() - started)} ms`)
}

function isStale(): boolean {
  const built = join(repositoryRoot, BUILT)
  if (!existsSync(built)) return true
  // auth-core's browser doors are part of the bundle; the lockfile stands for every other dependency.
  const sources = ['apps/ai-host', 'packages/auth-core/src', 'pnpm-lock.yaml']
  const newest = Math.max(...sources.map((source) => newestChange(join(repositoryRoot, source))))
  return newest > statSync(built).mtimeMs
}

/** When the newest file of a folder was changed, in epoch milliseconds. */
function newestChange(path: string): number {
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  const children = readdirSync(path).filter((name) => !NOT_SOURCES.has(name))
  return Math.max(0, ...children.map((name) => newestChange(join(path, name))))
}
