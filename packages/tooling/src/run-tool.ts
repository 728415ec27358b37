import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { repositoryRoot } from './repository.ts'

/**
 * Runs a tool of `node_modules/.bin` to its end.
 *
 * @param show lets it write to this terminal; otherwise what it wrote is returned
 */
export function runTool(
  tool: string,
  args: readonly string[],
  options: { show?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<{ ok: boolean; output: string }> {
  const child = spawn(join(repositoryRoot, 'node_modules/.bin', tool), args, {
    cwd: repositoryRoot,
    env: { ...process.env, ...options.env },
    stdio: options.show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  }
  // Ctrl-C reaches the tool by the terminal; a supervisor's SIGTERM only by us.
  const stop = (): boolean => child.kill('SIGTERM')
  process.once('SIGTERM', stop)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      process.off('SIGTERM', stop)
      resolve({ ok: code === 0, output })
    })
  })
}
