import { constants, open, rename, unlink } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import type { Folder } from './folder.ts'
import { fileError } from './file-errors.ts'

/** Of a new file: the umask takes what it takes. Never executable: an agent writes text. */
const MODE = 0o666

/**
 * Writes a file whole or not at all: beside it first, then in its place. So a reader never sees half of it, a crash
 * leaves the old one, and what was linked to the old one elsewhere (a hard link, perhaps out of the workspace) is not
 * touched.
 * @param mode permissions of the file that is replaced
 * @throws ToolError when the file system does not let us
 */
export async function writeFile(folder: Folder, name: string, content: Buffer, mode?: number): Promise<void> {
  const beside = `.${randomBytes(9).toString('base64url')}.tmp`
  try {
    // O_EXCL: never through something that lies there already, a link least of all.
    const file = await open(
      folder.at(beside),
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0),
      MODE,
    )
    try {
      await file.writeFile(content)
      if (mode !== undefined) await file.chmod(mode & 0o777)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(folder.at(beside), folder.at(name))
    await folder.sync()
  } catch (error) {
    await unlink(folder.at(beside)).catch(() => undefined)
    throw fileError(error, [...folder.names, name].join('/'))
  }
}
