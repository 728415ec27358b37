import { ToolRefusal } from '../tool.ts'

/** Characters that would make a terminal, or a person who is asked for approval, see another path than this one. */
const DECEPTIVE = /[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u
const LONGEST = 4096
const DEEPEST = 64

/**
 * The names on the way from the root to `path`; none: the root itself. Only what is plainly below the root gets
 * through: `..` is refused even where it would come back, so nobody has to work out where a path ends up.
 * @param path relative, with `/`; `.` components and a slash at the end change nothing
 * @throws ToolRefusal
 */
export function parseRelativePath(path: string, platform: NodeJS.Platform = process.platform): string[] {
  const windows = platform === 'win32'
  // NUL first of all: what the system sees would end there (CWE-158).
  if (DECEPTIVE.test(path))
    throw new ToolRefusal('path_malformed', 'The path has control or text-direction characters in it.')
  if (path.length > LONGEST) throw new ToolRefusal('path_malformed', `The path is longer than ${LONGEST}.`)
  if (path.startsWith('/') || path.startsWith('~') || (windows && /^[\\/]|:/.test(path)))
    throw new ToolRefusal('path_outside_root', outside(path))
  const names = path.split(windows ? /[\\/]/ : '/').filter((name) => name !== '' && name !== '.')
  if (names.includes('..')) throw new ToolRefusal('path_outside_root', outside(path))
  if (names.length > DEEPEST)
    throw new ToolRefusal('path_malformed', `The path has more than ${DEEPEST} folders.`)
  return names
}

function outside(path: string): string {
  return `${JSON.stringify(path)} is no path inside the workspace. Paths are relative to it and never use "..".`
}
