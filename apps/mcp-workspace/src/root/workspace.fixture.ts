import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openRoot, type RootOptions } from './root.ts'

/** What must never be seen: it lies beside the workspace. */
export const OUTSIDE = 'what is outside stays outside'

/** A workspace with a secret beside it, on disk. */
export function makeWorkspace(files: Readonly<Record<string, string | Buffer>> = {}) {
  const above = mkdtempSync(join(tmpdir(), 'workspace-'))
  const path = join(above, 'root')
  const stateDir = join(above, 'state')
  mkdirSync(path)
  mkdirSync(stateDir)
  writeFileSync(join(above, 'outside.txt'), OUTSIDE)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), content)
  }
  return {
    above,
    path,
    stateDir,
    open: (options: Partial<RootOptions> = {}) => openRoot({ path, stateDir, ...options }),
  }
}
