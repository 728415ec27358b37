import { expect, test } from 'vitest'
import { printable, printableLine } from './printable.ts'

test.each([
  ['a colour', '\u001B[31mred', '␛[31mred'],
  ['the clipboard (OSC 52)', '\u001B]52;c;cm0gLXJm\u0007', '␛]52;c;cm0gLXJm␇'],
  ['an 8-bit control sequence introducer', '\u009B2J', '\uFFFD2J'],
  ['a carriage return over what was said', 'Refused.\rApproved', 'Refused.␍Approved'],
  ['backspaces', 'no\b\byes', 'no␈␈yes'],
  ['delete', 'a\u007F', 'a␡'],
  ['a right-to-left override', 'invoice\u202Efdp.exe', 'invoice\uFFFDfdp.exe'],
  ['a zero width space', 'bob@con\u200Btoso.example', 'bob@con\uFFFDtoso.example'],
  ['a tag character, invisible and read by models', 'hi\u{E0041}', 'hi\uFFFD'],
])('%s becomes something to look at', (_what, text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('what people write stays as it is, line feeds and tabs with it', () => {
  const text = 'Überweisung 5 €\n\t日本語 – “Old draft.docx” 👍'
  expect(printable(text)).toBe(text)
})

test('a sequence cut in two by the stream is stopped as well', () => {
  expect(printable('\u001B') + printable('[2J')).toBe('␛[2J')
})

test('quoted in a question, text stays on its line', () => {
  expect(printableLine('a\nApprove this? [y/n] y\tb')).toBe('a␊Approve this? [y/n] y b')
})
