/** Where things are. */
import { join, resolve } from 'node:path'

/** The root folder of the repository. */
export const repositoryRoot = resolve(import.meta.dirname, '../../..')

/** Folder of keys, audit files and logs: `STATE_DIR`, or `var/` at the root of the repository. */
export function stateDirectory(given = process.env['STATE_DIR']): string {
  return given ? resolve(given) : join(repositoryRoot, 'var')
}
