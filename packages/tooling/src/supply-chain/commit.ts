import { execFileSync } from 'node:child_process'
import { repositoryRoot } from '../repository.ts'

export interface Commit {
  /** Full digest; with `-modified` when the work tree is not what was committed. */
  revision: string
  /** ISO 8601, UTC. */
  time: string
}

/** The commit that is checked out. @throws Error outside a clone */
export function commit(root = repositoryRoot): Commit {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  const modified = git('status', '--porcelain') !== ''
  return {
    revision: git('rev-parse', 'HEAD') + (modified ? '-modified' : ''),
    time: new Date(git('log', '-1', '--format=%cI')).toISOString(),
  }
}
