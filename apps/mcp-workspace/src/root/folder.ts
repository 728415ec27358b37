import type { BigIntStats } from 'node:fs'
import { constants, lstat, mkdir, open, opendir, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { ToolError, ToolRefusal } from '../tool.ts'
import { errorCode, fileError, linkRefusal } from './file-errors.ts'

/** macOS: no link anywhere on the way, where `O_NOFOLLOW` means the last name only (open(2), not in Node's constants). */
const O_NOFOLLOW_ANY = process.platform === 'darwin' ? 0x2000_0000 : 0
const NOT_FOLLOWING = (constants.O_NOFOLLOW ?? 0) | O_NOFOLLOW_ANY
/** A FIFO without a writer would hold a thread for ever. */
const READ = constants.O_RDONLY | NOT_FOLLOWING | (constants.O_NONBLOCK ?? 0)

export type EntryType = 'file' | 'folder' | 'link' | 'other'
export interface Entry {
  name: string
  type: EntryType
}

/** Which file or folder, whatever it is called at the moment. */
export interface Identity {
  readonly dev: bigint
  readonly ino: bigint
}

/**
 * An open folder. What is below it is reached by its descriptor, one name at a time and no link followed: openat(2),
 * which Node does not have, by way of Linux's `/proc/self/fd`. So a parent that is swapped for a link between check and
 * use changes nothing: we hold the folder, not its path. Elsewhere the path stands in, and that swap is a race that only
 * another program of the same person could win, which needs no agent to read their files (docs/decisions).
 */
export class Folder implements AsyncDisposable {
  readonly names: readonly string[]
  readonly #handle: FileHandle
  readonly #path: string
  readonly #closed: readonly Identity[]

  private constructor(
    handle: FileHandle,
    path: string,
    names: readonly string[],
    closed: readonly Identity[],
  ) {
    this.#handle = handle
    this.#path = path
    this.names = names
    this.#closed = closed
  }

  /**
   * @param path canonical
   * @param closed folders that are never entered, wherever they lie and whatever they are called
   * @throws Error of the file system
   */
  static async open(path: string, closed: readonly Identity[]): Promise<Folder> {
    const handle = await open(path, READ | constants.O_DIRECTORY)
    return new Folder(handle, path, [], closed)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }

  /** @throws ToolRefusal for a link and for a closed folder; ToolError for what is no folder */
  async folder(name: string): Promise<Folder> {
    const names = name === '.' ? this.names : [...this.names, name]
    const handle = await open(this.at(name), READ | constants.O_DIRECTORY).catch(async (error: unknown) => {
      // Linux says "no directory" of a link too.
      if ((await this.stat(name).catch(() => undefined))?.isSymbolicLink()) throw linkRefusal(names.join('/'))
      throw fileError(error, names.join('/'))
    })
    const folder = new Folder(handle, join(this.#path, name), names, this.#closed)
    const { dev, ino } = await handle.stat({ bigint: true })
    if (this.#closed.some((closed) => closed.dev === dev && closed.ino === ino)) {
      await handle.close()
      throw new ToolRefusal(
        'file_guarded',
        `${JSON.stringify(names.join('/'))} holds the keys and logs of Chain of Trust itself: not for an agent.`,
      )
    }
    return folder
  }

  /** A regular file, for reading; the caller closes it. @throws ToolRefusal for links, devices, FIFOs and sockets */
  async file(name: string): Promise<FileHandle> {
    const path = [...this.names, name].join('/')
    try {
      // Before it is opened: a device does something when it is (a tape winds back, a terminal is taken).
      refuseUnlessFile(await this.stat(name), path)
      const handle = await open(this.at(name), READ)
      try {
        // And again, of what was really opened.
        refuseUnlessFile(await handle.stat({ bigint: true }), path)
      } catch (error) {
        await handle.close()
        throw error
      }
      return handle
    } catch (error) {
      throw fileError(error, path)
    }
  }

  /** Of the name itself, not of what it may point to. @throws Error of the file system */
  stat(name: string): Promise<BigIntStats> {
    return lstat(this.at(name), { bigint: true })
  }

  /** In the file system's own order, until the caller stops. */
  async *entries(): AsyncGenerator<Entry> {
    try {
      for await (const entry of await opendir(this.at('.'))) {
        yield {
          name: entry.name,
          type: entry.isFile()
            ? 'file'
            : entry.isDirectory()
              ? 'folder'
              : entry.isSymbolicLink()
                ? 'link'
                : 'other',
        }
      }
    } catch (error) {
      throw fileError(error, this.names.join('/'))
    }
  }

  /** Makes a folder unless there is one, and opens it. */
  async made(name: string): Promise<Folder> {
    await mkdir(this.at(name)).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw fileError(error, [...this.names, name].join('/'))
    })
    return this.folder(name)
  }

  /** Makes the folder's own entries last, where the file system can. */
  async sync(): Promise<void> {
    await this.#handle.sync().catch(() => undefined)
  }

  /** Where the system finds one name of this folder; for one call, while the folder is open. */
  at(name: string): string {
    // One name, or the confinement is gone: whoever calls has taken the path apart.
    if (name.includes('/') || name === '..') throw new Error('one name at a time')
    return process.platform === 'linux' ? `/proc/self/fd/${this.#handle.fd}/${name}` : join(this.#path, name)
  }
}

function refuseUnlessFile(found: BigIntStats, path: string): void {
  if (found.isFile()) return
  if (found.isSymbolicLink()) throw linkRefusal(path)
  if (found.isDirectory()) throw new ToolError(`${JSON.stringify(path)} is a folder: list it instead.`)
  throw new ToolRefusal(
    'not_a_file',
    `${JSON.stringify(path)} is a device, a pipe or a socket: not read, not written.`,
  )
}
