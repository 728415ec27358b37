import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the built page is made of, as globs from the repository's root. */
const INPUTS = [
  'apps/ai-host/build.ts',
  'apps/ai-host/package.json',
  'apps/ai-host/web/**/*',
  'packages/auth-core/src/*.ts',
  // Stands for every other dependency, by exact version.
  'pnpm-lock.yaml',
]

/**
 * SHA-256, hex, over the names and contents of the page's inputs. Times are left out: a fresh clone or a
 * changed branch makes every file new, and most of them the same.
 * @param root of the repository
 */
export function pageDigest(root: string, inputs: readonly string[] = INPUTS): string {
  const files = globSync(inputs, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const digest = createHash('sha256')
  for (const file of files) {
    const content = readFileSync(file)
    digest.update(`${file.slice(root.length)}\0${content.length}\0`).update(content)
  }
  return digest.digest('hex')
}
