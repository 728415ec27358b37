import { realpath, stat, type FileHandle } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, sep } from 'node:path'
import { ConfigError } from '@chain-of-trust/service-kit/config'
import { ToolError, ToolRefusal } from '../tool.ts'
import { errorCode } from './file-errors.ts'
import { Folder } from './folder.ts'
import { guardedAs } from './guarded.ts'
import { parseRelativePath } from './relative-path.ts'

/** The one folder that the server was started with, and the only way for a tool to any file. */
export interface Root {
  /** Canonical, for people to read. */
  readonly path: string
  /**
   * The folder at a relative path. The caller closes it (`await using`).
   * @throws ToolRefusal outside the root, behind a link, or guarded; ToolError when there is none
   */
  folder(path: string): Promise<Folder>
  /** A regular file, for reading. The caller closes it. @throws as `folder` */
  file(path: string): Promise<FileHandle>
  /**
   * Where a file is to be written: the deepest folder on the way that is there, the names of those that are missing,
   * and the file's own. The caller closes the folder.
   * @throws as `folder`
   */
  target(path: string): Promise<{ folder: Folder; missing: readonly string[]; name: string }>
  /** Whether a file may be read; what a search passes over. */
  mayRead(names: readonly string[]): boolean
}

export interface RootOptions {
  /** As the person named it. */
  path: string
  /** Lies in the root perhaps, and is never entered then: it holds keys, tokens and the audit logs. */
  stateDir: string
  /** Read and write files that are shaped like credentials. */
  allowSensitive?: boolean
}

/**
 * Opens the folder, once: it stays this one, whatever later lies at its path.
 * @throws ConfigError when there is none, or when it is no workspace but a whole machine or home
 */
export async function openRoot({
  path: named,
  stateDir,
  allowSensitive = false,
}: RootOptions): Promise<Root & AsyncDisposable> {
  const fault = (message: string) => new ConfigError([`--root: ${message}`])
  const path = await realpath(named).catch(() => {
    throw fault('there is no such folder')
  })
  if (!(await stat(path)).isDirectory()) throw fault('this is no folder')
  const home = await realpath(homedir()).catch(() => undefined)
  if (path === dirname(path) || path === home)
    throw fault('name a project folder: an agent needs no home directory, and no whole disk')
  const state = await realpath(stateDir).catch(() => undefined)
  if (state !== undefined && `${path}${sep}`.startsWith(`${state}${sep}`))
    throw fault('this is where Chain of Trust keeps its keys and logs (STATE_DIR)')

  const closed = state === undefined ? [] : [await stat(state, { bigint: true })]
  const top = await Folder.open(path, closed)
  await top.stat('.').catch(() => {
    throw fault('nothing below it can be reached without /proc, by which no link is followed: mount it')
  })

  const refuseGuarded = (names: readonly string[], intent: 'list' | 'read' | 'write') => {
    const guarded = guardedAs(names)
    const shown = JSON.stringify(names.join('/'))
    if (guarded === 'closed')
      throw new ToolRefusal('file_guarded', `${shown} belongs to version control: not for an agent.`)
    if (guarded === 'secret' && intent !== 'list' && !allowSensitive)
      throw new ToolRefusal(
        'file_guarded',
        `${shown} is shaped like a credential, so it is neither read nor written. The person can open it, or start the server with --allow-sensitive.`,
      )
    if (guarded === 'runs' && intent === 'write')
      throw new ToolRefusal(
        'file_guarded',
        `${shown} tells an editor or a shell what to run, so it is not written. The person can edit it.`,
      )
  }

  /** Down from the top, each folder let go of when the next is open. */
  async function walk(
    names: readonly string[],
  ): Promise<{ folder: Folder; missing: readonly string[]; error?: unknown }> {
    let folder = await top.folder('.')
    for (const [index, name] of names.entries()) {
      const above = folder
      try {
        folder = await above.folder(name)
      } catch (error) {
        if (error instanceof ToolError && errorCode(error.cause) === 'ENOENT')
          return { folder: above, missing: names.slice(index), error }
        await above[Symbol.asyncDispose]()
        throw error
      }
      await above[Symbol.asyncDispose]()
    }
    return { folder, missing: [] }
  }

  async function existing(names: readonly string[]): Promise<Folder> {
    const { folder, missing, error } = await walk(names)
    if (missing.length === 0) return folder
    await folder[Symbol.asyncDispose]()
    throw error
  }

  function fileName(names: readonly string[]): string {
    const name = names.at(-1)
    if (name === undefined)
      throw new ToolRefusal('path_malformed', 'This is the workspace itself: name a file in it.')
    return name
  }

  return {
    path,
    async folder(relative) {
      const names = parseRelativePath(relative)
      refuseGuarded(names, 'list')
      return existing(names)
    },
    async file(relative) {
      const names = parseRelativePath(relative)
      const name = fileName(names)
      refuseGuarded(names, 'read')
      await using folder = await existing(names.slice(0, -1))
      return await folder.file(name)
    },
    async target(relative) {
      const names = parseRelativePath(relative)
      const name = fileName(names)
      refuseGuarded(names, 'write')
      const { folder, missing } = await walk(names.slice(0, -1))
      return { folder, missing, name }
    },
    mayRead(names) {
      const guarded = guardedAs(names)
      return guarded === undefined || guarded === 'runs' || (guarded === 'secret' && allowSensitive)
    },
    [Symbol.asyncDispose]: () => top[Symbol.asyncDispose](),
  }
}
