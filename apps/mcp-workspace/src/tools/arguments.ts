import * as z from 'zod'

export const FilePath = z
  .string()
  .min(1)
  .max(4096)
  .describe('Path of a file, relative to the workspace: src/main.ts')
export const FolderPath = z
  .string()
  .max(4096)
  .default('.')
  .describe('Path of a folder, relative to the workspace; "." is the workspace.')

/**
 * A file's name or text for one line that a person reads: control and text-direction characters are shown instead of
 * obeyed. They would move a terminal's cursor, or let one path pass for another.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}
