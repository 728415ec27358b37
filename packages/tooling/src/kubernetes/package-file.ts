import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * A file of a package, as seen from another file. Node's own resolution is of no use where a package exports its modules to
 * `import` alone and says nothing of the declarations beside them.
 * @throws Error when it is not installed
 */
export function packageFile(specifier: string, from: string): string {
  if (specifier.startsWith('.')) return join(dirname(from), specifier)
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', specifier)
    // pnpm links to packages: what they depend on lies beside where the link leads.
    if (existsSync(file)) return realpathSync(file)
    if (folder === dirname(folder)) throw new Error(`${specifier} is not installed (looked from ${from})`)
  }
}
