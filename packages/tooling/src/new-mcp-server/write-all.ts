/** All of a plan, or nothing of it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeAtomically } from '../write-atomically.ts'
import type { Changes } from './plan.ts'

/**
 * @returns how to take it all back
 * @throws what the file system threw; everything is then as it was
 */
export function writeAll(root: string, changes: Changes): () => void {
  const before = new Map(
    [...changes.keys()].map((path) => {
      const file = join(root, path)
      return [path, existsSync(file) ? readFileSync(file, 'utf8') : undefined] as const
    }),
  )
  const undo = (): void => {
    for (const [path, text] of before) put(root, path, text)
  }
  try {
    for (const [path, text] of changes) put(root, path, text)
  } catch (error) {
    undo()
    throw error
  }
  return undo
}

function put(root: string, path: string, text: string | undefined): void {
  const file = join(root, path)
  if (text !== undefined) {
    mkdirSync(dirname(file), { recursive: true })
    writeAtomically(file, text, 0o644)
    return
  }
  rmSync(file, { force: true })
  // Git knows no folders: an empty one would be left behind.
  for (let folder = dirname(file); folder !== root && isEmpty(folder); folder = dirname(folder))
    rmdirSync(folder)
}

const isEmpty = (folder: string): boolean => existsSync(folder) && readdirSync(folder).length === 0
