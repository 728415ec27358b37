import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@chain-of-trust/tooling'

/** Files of tests, as vitest.config.ts has them: `unit` beside the code; `all` that `npm test` runs. */
export type Suite = 'unit' | 'all'

const FILES = ['apps/*/{src,web}/**/*.test.{ts,tsx}', 'packages/*/src/**/*.test.ts']
// The tests of how evidence is judged have ids as data, and prove no control.
const OTHERS = ['**/node_modules/**', 'packages/checklist/src/evidence/**']
const NOT_RUN: Record<Suite, string[]> = {
  all: [...OTHERS, 'packages/e2e/src/containers/**'],
  unit: [...OTHERS, 'packages/e2e/**'],
}

const TAGS = /\btags: \[([^\]]*)\]/g

/**
 * Which controls each test file names: read from the sources, for a file that does not load, or a test that was
 * skipped, would otherwise be missed by nobody.
 *
 * @param root of the repository, and another one in a test
 * @returns by file, from the root
 */
export function declaredTags(suite: Suite, root: string = repositoryRoot): Map<string, string[]> {
  const files = globSync(FILES, { cwd: root, exclude: NOT_RUN[suite] }).sort()
  const read = files.map((file) => [file, tagsIn(readFileSync(join(root, file), 'utf8'))] as const)
  return new Map(read.filter(([, ids]) => ids.length > 0))
}

/** Ids in the `tags` of tests: string literals; what is computed names nothing. */
export function tagsIn(source: string): string[] {
  const lists = [...source.matchAll(TAGS)].map(([, list]) => list!)
  return [...new Set(lists.flatMap((list) => [...list.matchAll(/'([A-Z]+-\d+)'/g)].map(([, id]) => id!)))]
}
