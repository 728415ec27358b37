/** What Git says is not committed: nobody's work is mixed with ours, or lost. Without Git there is nothing to ask. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Registrations } from '@chain-of-trust/service-kit/registrations'
import { describeServer } from './new-server.ts'
import { REGISTRATIONS } from './places.ts'
import { ownFiles } from './source-files.ts'
import { formatted } from './formatted.ts'

/** Those of the paths that differ from the last commit, untracked ones too. */
export function changedInGit(root: string, paths: readonly string[]): string[] {
  const { status, stdout } = spawnSync(
    'git',
    ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all', '--', ...paths],
    { cwd: root, encoding: 'utf8' },
  )
  if (status !== 0) return []
  // Two letters and a space, then the path from the top of the repository.
  return stdout
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(3))
}

/** Files of the server's folder that are neither committed nor as they were generated. */
export function changedByHand(root: string, name: string): string[] {
  const generated = asGenerated(root, name)
  return changedInGit(root, [`apps/${name}`])
    .filter((path) => existsSync(join(root, path)))
    .filter((path) => readFileSync(join(root, path), 'utf8') !== generated.get(path))
}

function asGenerated(root: string, name: string): Map<string, string> {
  const { applications } = Registrations.parse(JSON.parse(readFileSync(join(root, REGISTRATIONS), 'utf8')))
  const application = applications.find((one) => one.name === name)
  if (application?.url === undefined) return new Map()
  const title = application.displayName.replace(/ tools \(MCP server\)$/, '')
  const server = describeServer(name, Number(new URL(application.url).port), title)
  return formatted(root, ownFiles(root, server))
}
