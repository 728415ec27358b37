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
 * obeyed. They would move a terminal's cursor, or let one path pass for another. So are the invisible ones: tags and
 * variation selectors spell out whole sentences that a model reads and the person who approves does not see.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufe00-\ufe0e\u{e0100}-\u{e01ef}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}
