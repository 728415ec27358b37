import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { NamedPair, Pair } from './pair.ts'

/** Every pair there is a folder for, by name. */
export async function loadPairs(): Promise<NamedPair[]> {
  const files = globSync('*/pair.ts', { cwd: import.meta.dirname }).sort()
  return Promise.all(
    files.map(async (file) => {
      const { pair } = (await import(join(import.meta.dirname, file))) as { pair: Pair }
      return { id: dirname(file), pair }
    }),
  )
}
