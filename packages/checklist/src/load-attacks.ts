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

/** Every attack there is a file for, by group and id. */
export async function loadAttacks(): Promise<NamedAttack[]> {
  const files = globSync('*/*.ts', { cwd: FOLDER }).sort()
  return Promise.all(
    files.map(async (file) => {
      const { attack } = (await import(join(FOLDER, file))) as { attack: Attack }
      return { id: basename(file, '.ts'), group: file.split('/')[0]!, attack }
    }),
  )
}
