import { ToolError, ToolRefusal } from '../tool.ts'

const SAID: Readonly<Record<string, string>> = {
  ENOENT: 'There is no file or folder of this name',
  ENOTDIR: 'There is no folder of this name',
  EISDIR: 'This is a folder',
  EACCES: 'The file system does not let you do this: its owner can change that',
  EPERM: 'The file system does not let you do this: its owner can change that',
  EROFS: 'The file system is read-only',
  ENOSPC: 'The disk is full',
  EDQUOT: 'Your quota on this disk is used up',
  ENAMETOOLONG: 'The name is too long for the file system',
  EMFILE: 'Too many files are open at once: try again',
  ENFILE: 'Too many files are open at once: try again',
}

/** Puts an error of the file system into a sentence about `path`; any other comes back as it is: a fault of ours. */
export function fileError(error: unknown, path: string): unknown {
  const code = errorCode(error)
  if (code === 'ELOOP') return linkRefusal(path)
  const said = code === undefined ? undefined : SAID[code]
  return said === undefined ? error : new ToolError(`${said}: ${JSON.stringify(path)}.`, { cause: error })
}

/** `ENOENT` and the like. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

export function linkRefusal(path: string): ToolRefusal {
  return new ToolRefusal(
    'link_not_followed',
    `${JSON.stringify(path)} is a symbolic link, or lies behind one. Links are not followed, wherever they lead: use the real path.`,
  )
}
