import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from './repository.ts'

/**
 * Vitest's global setup: everything temporary that a run makes lies in one folder, which goes with the run. A test
 * that fails, or is killed for its time, removes nothing itself.
 *
 * @returns removes the folder
 */
export default function setUpRun(): () => void {
  // Of the processes that tests start, which would spend more time on compiling than on anything else.
  process.env['NODE_COMPILE_CACHE'] ??= join(repositoryRoot, 'node_modules/.cache/compile')
  const before = process.env['TMPDIR']
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-run-'))
  // To go through, not to look into: under root PostgreSQL runs as another user.
  chmodSync(folder, 0o711)
  process.env['TMPDIR'] = folder
  return () => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    // Again while a process that is just ending still writes.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}
