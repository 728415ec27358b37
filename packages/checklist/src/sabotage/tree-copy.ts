import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@chain-of-trust/tooling'

const COPIED = [
  'apps',
  'packages',
  'infra',
  'package.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'vitest.config.ts',
]

export interface TreeCopy {
  root: string
  remove(): void
}

/**
 * The sources in a temporary folder, where they may be broken. The links of the workspace are relative and lead
 * into the copy; those to installed dependencies lead through one link to where they are installed.
 */
export function copyTree(): TreeCopy {
  const root = mkdtempSync(join(tmpdir(), 'chain-of-trust-sabotage-'))
  for (const name of COPIED) {
    cpSync(join(repositoryRoot, name), join(root, name), { recursive: true, verbatimSymlinks: true })
  }
  symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'))
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}
