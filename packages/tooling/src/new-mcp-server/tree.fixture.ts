import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { repositoryRoot } from '../repository.ts'
import { SOURCE } from './new-server.ts'

const LEFT_OUT = new Set(['.git', 'node_modules', 'var', 'dist'])

/** The sources in a temporary folder with a Git of their own, all committed. Links of the workspace lead into the copy. */
export function copyTree(): string {
  const root = mkdtempSync(join(tmpdir(), 'chain-of-trust-tree-'))
  cpSync(repositoryRoot, root, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !LEFT_OUT.has(relative(repositoryRoot, source)),
  })
  symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'))
  git(root, 'init', '--quiet')
  git(root, 'add', '--all')
  git(root, '-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message=all')
  return root
}

export const git = (root: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' })

/** What an installation does for the new server: its packages are its source's. */
export function linkPackages(root: string, name: string): void {
  const folder = (app: string): string => join(root, 'apps', app, 'node_modules')
  cpSync(folder(SOURCE), folder(name), { recursive: true, verbatimSymlinks: true })
}
