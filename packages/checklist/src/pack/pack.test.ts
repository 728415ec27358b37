import { expect, test } from 'vitest'
import { CONTROLS } from '../controls/index.ts'
import type { JudgedControl } from '../evidence/evidence.ts'
import { htmlOf } from './html.ts'
import { jsonOf } from './json.ts'
import { markdownOf } from './markdown.ts'
import type { Pack } from './pack.ts'

const NASTY = '<script>alert(1)</script> [x](javascript:1) | "a" & \n# b'
const judged: JudgedControl = {
  control: CONTROLS[0]!,
  status: 'failed',
  why: [`test ${NASTY}`],
  evidence: [
    {
      kind: 'test',
      name: NASTY,
      result: 'failed',
      done: 'The test ran.',
      seen: NASTY,
      file: 'a.test.ts',
      line: 7,
      at: 1_795_450_851_289,
    },
  ],
}
const pack: Pack = {
  revision: 'abc-modified',
  at: 1_795_450_851_289,
  command: 'npm run checklist',
  judged: [judged],
}

test('what comes from a test is text in the page, never markup', () => {
  const page = htmlOf(pack)
  expect(page).not.toContain('<script')
  expect(page).toContain('&#60;script&#62;alert(1)')
})

test('and in the Markdown: no tag, no link, no further cell or line', () => {
  const text = markdownOf(pack)
  expect(text).not.toMatch(/(?<!\\)<script|(?<!\\)\[x(?!\\)\]|\n# b/)
  expect(text).toContain(String.raw`\<script\>alert(1)\</script\> \[x\](javascript:1) \| "a" \& \# b`)
})

test.each([
  ['HTML', htmlOf(pack)],
  ['Markdown', markdownOf(pack)],
])(
  'the %s says the control, its standards, what was seen, where, in which commit and when',
  (_form, text) => {
    for (const said of [
      'REG-1',
      'ASVS 5.0 10.4.4',
      'a.test.ts:7',
      'abc-modified',
      '2026-11-23T16:20:51Z',
      'failed',
    ]) {
      expect(text).toContain(said)
    }
  },
)

test('the page needs nothing from elsewhere, has a language, a title and headings of its tables', () => {
  const page = htmlOf(pack)
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
  expect(page).toContain("default-src 'none'")
  expect(page).not.toMatch(/(?:src|href)="(?!#)/)
  expect(page).toContain('<th scope="col">')
})

test('for programs each piece of evidence says of which commit it is, where it stands and when it was seen', () => {
  expect(jsonOf(pack)).toMatchObject({
    commit: 'abc-modified',
    controls: [
      {
        id: 'REG-1',
        status: 'failed',
        evidence: [
          {
            result: 'failed',
            file: 'a.test.ts',
            line: 7,
            commit: 'abc-modified',
            time: '2026-11-23T16:20:51.289Z',
          },
        ],
      },
    ],
  })
})
