import type { Guard } from './guard.ts'

type Row = [guard: string, file: string, cut: string, paste: string, test: string, tests?: string]

const of = (rows: Row[]): Guard[] =>
  rows.map(([guard, file, cut, paste, test, tests]) => ({
    guard: `the chain inspector: ${guard}`,
    file: `apps/ai-host/web/${file}.ts`,
    cut,
    paste,
    red: { file: `apps/ai-host/web/${tests ?? file}.test.ts`, test },
  }))

/** What is shown of a request, and what a reader of its export is spared. */
export const inspector = of([
  [
    'a link names a trace id and nothing else',
    'shell/route',
    'of !== undefined && /^[0-9a-f]{32}$/.test(of)',
    'of !== undefined',
    'no trace id, and none is asked for',
  ],
  [
    'text of others cannot end a line of the diagram',
    'inspector/export/mermaid',
    `.replaceAll(/[\\p{C}\\p{Z}]+/gu, ' ')`,
    '',
    'text of others ends no line of the diagram',
    'inspector/export/markdown',
  ],
  [
    'text of others is no HTML in the document',
    'inspector/export/markdown',
    `.replaceAll('<', '&lt;')`,
    '',
    'text of others is neither markup nor HTML',
  ],
  [
    'only what a record could not be without is called passed',
    'inspector/record/checks',
    'if (throughout) return',
    'if (isFirst || throughout) return',
    'of a refusal only that is called passed',
    'inspector/record/hop',
  ],
  [
    'an event without end is not kept',
    'inspector/live/server-sent-events',
    'if (rest.length > LONGEST)',
    'if (rest.length < 0)',
    'an event without end is not kept in memory',
  ],
  [
    'its own looks are not shown',
    'inspector/live/requests',
    `if (services.every((service) => service === 'audit-trail')) return false`,
    '',
    'each look at this page is on the record too',
  ],
  [
    'of the issuer’s records only those of the request’s tokens',
    'inspector/live/requests',
    'tokens.has(token.uti)',
    'true',
    'what the issuer wrote of the request’s tokens belongs to it',
  ],
  [
    'the lab links a chain for the person whom the refusal names',
    'lab/whose-chain',
    'subject.tid === person.tid && subject.oid === person.oid',
    'subject.oid === person.oid',
    'the chain of an attack is linked for the person whom the refusal names',
  ],
])
