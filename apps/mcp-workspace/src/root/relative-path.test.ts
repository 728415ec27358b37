import { expect, test } from 'vitest'
import { ToolRefusal } from '../tool.ts'
import { parseRelativePath } from './relative-path.ts'

const reasonOf = (path: string, platform: NodeJS.Platform = 'linux') => {
  try {
    return parseRelativePath(path, platform)
  } catch (error) {
    if (error instanceof ToolRefusal) return error.reason
    throw error
  }
}

test.each([
  ['src/main.ts', ['src', 'main.ts']],
  ['./src//main.ts', ['src', 'main.ts']],
  ['folder/', ['folder']],
  ['.', []],
  ['', []],
  ['..foo/bar..', ['..foo', 'bar..']],
  ['a\\b', ['a\\b']],
  ['%2e%2e/x', ['%2e%2e', 'x']],
])('%j is a path in the workspace', (path, names) => expect(reasonOf(path)).toEqual(names))

test.each([
  '..',
  '../x',
  'a/../../x',
  'a/..',
  'a/../b',
  '/etc/passwd',
  '//etc/passwd',
  '~/.ssh/id_rsa',
  '~root/x',
])('%j is no path in the workspace', { tags: ['STD-5'] }, (path) =>
  expect(reasonOf(path)).toBe('path_outside_root'),
)

test.each(['..\\x', 'a\\..\\..\\x', 'C:\\Windows', 'C:x', '\\\\server\\share', 'file.txt:stream'])(
  'on Windows %j is no path in the workspace',
  { tags: ['STD-5'] },
  (path) => expect(reasonOf(path, 'win32')).toBe('path_outside_root'),
)

test.each(['a\0b', 'a\nb', 'a\u001b[2Jb', 'a\u202egpj.exe', 'a\u2066b', 'x'.repeat(5000), 'a/'.repeat(65)])(
  'a path that deceives whoever reads it, or has no end, is refused',
  (path) => expect(reasonOf(path)).toBe('path_malformed'),
)
