import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Attack } from './attack.ts'

export interface NamedAttack {
  /** Name of its file. */
  id: string
  /** Its folder. */
  group: string
  attack: Attack
}

const FOLDER = join(import.meta.dirname, 'attacks')

/** Group of those that start replicas: last, for everything else ends them again (see `runAttack`). */
export const ON_REPLICAS = 'replicas'

/** Every attack there is a file for, by group and id; those on replicas last. */
export async function loadAttacks(): Promise<NamedAttack[]> {
  const files = globSync('*/*.ts', { cwd: FOLDER }).sort()
  const isLast = (file: string) => Number(file.startsWith(`${ON_REPLICAS}/`))
  return Promise.all(
    files
      .toSorted((a, b) => isLast(a) - isLast(b))
      .map(async (file) => {
        const { attack } = (await import(join(FOLDER, file))) as { attack: Attack }
        return { id: basename(file, '.ts'), group: file.split('/')[0]!, attack }
      }),
  )
}
