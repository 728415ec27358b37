/**
 * What must not reach a terminal raw: controls (ECMA-48: an escape sequence moves the cursor, rewrites what was printed, sets
 * the clipboard), and format characters that reorder or hide text (Unicode TR 36, "Trojan Source").
 */
const CONTROL = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{e0100}-\u{e01ef}]/gu

/**
 * Text of a model, a document or another service, for a terminal: each control character is shown as a picture of itself,
 * so that an attempt is seen and does nothing. Line feeds and tabs stay. Works on any piece of a stream: no character's
 * fate depends on its neighbours.
 */
export function printable(text: string): string {
  return text.replace(CONTROL, pictureOf)
}

/** As `printable`, on one line: what is quoted in a question cannot look like a line of ours. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', '␊').replaceAll('\t', ' ')
}

/** The Unicode block "Control Pictures" has one for each of C0, and for DEL. */
function pictureOf(control: string): string {
  const code = control.codePointAt(0)!
  if (code < 0x20) return String.fromCodePoint(0x24_00 + code)
  return code === 0x7f ? '\u2421' : '\uFFFD'
}
