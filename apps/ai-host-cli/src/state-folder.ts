import { lstatSync, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { CommandError } from './command-error.ts'
import { EXIT } from './exit-codes.ts'

/**
 * Makes the folder of what this program keeps, for our account alone, or checks the one that is there: in a folder that
 * others can write to, they could put a cache, a key or a link of theirs where ours is looked for.
 * @throws CommandError 78
 */
export function openStateFolder(folder: string): string {
  const path = resolve(folder)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const found = lstatSync(path)
  const refuse = (what: string) => {
    throw new CommandError(
      EXIT.configuration,
      `${path} ${what}. Tokens are not kept there. Correct it, or choose another folder with STATE_DIR.`,
    )
  }
  if (!found.isDirectory()) refuse('is not a folder of its own (a symbolic link, perhaps)')
  // Windows has no such bits: a profile's access control list says the same there.
  if (process.platform === 'win32') return path
  if (found.uid !== process.geteuid?.()) refuse('belongs to another account')
  if ((found.mode & 0o077) !== 0) refuse('is open to other accounts (chmod 700 closes it)')
  return path
}
