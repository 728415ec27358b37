import type { Guard } from './guard.ts'

const JUDGE = 'packages/checklist/src/evidence/judge.ts'
const JUDGED = 'packages/checklist/src/evidence/judge.test.ts'

/** What the evidence would look like without its own checks: greener than it is. */
export const checklist: readonly Guard[] = [
  {
    guard: 'a control without a test is not proven',
    file: JUDGE,
    cut: "tagged.some(({ status }) => status === 'passed') ? []",
    paste: 'true ? []',
    red: { file: JUDGED, test: 'a control without a test is not proven' },
  },
  {
    guard: 'a skipped test proves nothing',
    file: JUDGE,
    cut: "lacking === undefined ? 'failed' : 'left out'",
    paste: "'left out'",
    red: { file: JUDGED, test: 'of which a test was skipped' },
  },
  {
    guard: 'a tagged file that did not run is missed',
    file: JUDGE,
    cut: 'ids.includes(id) && !ran.has(file)',
    paste: 'false && !ran.has(file)',
    red: { file: JUDGED, test: 'of which a file did not run' },
  },
  {
    guard: 'a control that is not proven turns npm test red',
    file: 'packages/checklist/src/evidence/reporter.ts',
    cut: "if (judged.some(({ status }) => status === 'failed')) process.exitCode = 1",
    paste: '',
    red: {
      file: 'packages/checklist/src/evidence/reporter.test.ts',
      test: 'a run with no failed test is red',
    },
  },
  {
    guard: 'a control without a guard to remove is not proven',
    file: JUDGE,
    cut: 'guardsOf(tagged, guards).length > 0',
    paste: 'guards.length >= 0',
    red: { file: JUDGED, test: 'a control without a guard is not proven' },
  },
  {
    guard: 'what fails is counted, whatever else passed',
    file: JUDGE,
    cut: ".filter(({ result }) => result === 'failed')",
    paste: '.slice(evidence.length)',
    red: { file: JUDGED, test: 'of which an attack was not refused' },
  },
  {
    guard: 'a title is no markup in the page of the evidence',
    file: 'packages/checklist/src/pack/html.ts',
    cut: 'raw.replaceAll(/[&<>"\']/g, (character) => `&#${character.charCodeAt(0)};`)',
    paste: 'raw',
    red: { file: 'packages/checklist/src/pack/pack.test.ts', test: 'text in the page, never markup' },
  },
  {
    guard: 'a title is no markup in the Markdown of the evidence',
    file: 'packages/checklist/src/pack/markdown.ts',
    cut: '.replaceAll(/[\\\\`*_[\\]<>|#~&]/g, String.raw`\\$&`)',
    paste: '',
    red: { file: 'packages/checklist/src/pack/pack.test.ts', test: 'no further cell or line' },
  },
  {
    guard: 'people read what was done in their own name',
    file: 'apps/audit-trail/src/access.ts',
    cut: 'return isAuditor(token) ? { tid } : { tid, oid }',
    paste: 'return oid === undefined ? { tid, oid } : { tid }',
    red: { file: 'apps/audit-trail/src/routes/events.test.ts', test: 'trace id shows nothing of theirs' },
  },
  {
    guard: 'a service sends its own log',
    file: 'apps/audit-trail/src/access.ts',
    cut: 'serviceOfWriter(token.clientId) !== serviceOf(log)',
    paste: 'false',
    red: { file: 'apps/audit-trail/src/routes/logs.test.ts', test: 'a service sends its own log' },
  },
]
