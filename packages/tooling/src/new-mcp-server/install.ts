import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { NewServerError } from './new-server.ts'

/**
 * Links the packages of the tree as it is now, with the lockfile as it is: what `npm start` would do first.
 *
 * @throws NewServerError with what the installation said
 */
export async function install(root: string, signal?: AbortSignal): Promise<void> {
  // It installs because a package.json was added, and then finds the files in the form that they were written in.
  const command = [join(root, 'packages/tooling/bin/run.mjs'), 'format', '--check', 'package.json']
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += String(chunk)))
  const stop = (): boolean => child.kill('SIGTERM')
  signal?.addEventListener('abort', stop)
  const [code] = (await once(child, 'close')) as [number | null]
  signal?.removeEventListener('abort', stop)
  if (code !== 0 && signal?.aborted !== true)
    throw new NewServerError(`${output.trim()}\nThe packages could not be linked`)
}
