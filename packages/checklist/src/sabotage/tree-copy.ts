import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@chain-of-trust/tooling'

const COPIED = [
  '.github',
  '.gitignore',
  '.oxfmtrc.json',
  'ARCHITECTURE.md',
  'README.md',
  'apps',
  'docker-compose.yml',
  'docs',
  'infra',
  'package.json',
  'packages',
  'pnpm-lock.yaml',
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

/** Each has a Vitest that stays in memory. */
const MOST_COPIES = 8

/** As many as are worth it: a test without its guard mostly waits, for what never comes. */
export function copyTrees(): TreeCopy[] {
  return Array.from({ length: Math.min(MOST_COPIES, 2 * availableParallelism()) }, copyTree)
}
