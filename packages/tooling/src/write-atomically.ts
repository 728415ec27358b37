import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/**
 * Writes a file, unless it holds just this already. A reader sees the old file or the new one, never half of it, and
 * never one with a wider mode.
 */
export function writeAtomically(file: string, content: string, mode: number): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, content, { mode, flag: 'wx' })
  renameSync(draft, file)
}
