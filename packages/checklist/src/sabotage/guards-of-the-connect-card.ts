import type { Guard } from './guard.ts'

type Row = [guard: string, file: string, cut: string, paste: string, test: string, tests?: string]

const of = (rows: Row[]): Guard[] =>
  rows.map(([guard, file, cut, paste, test, tests]) => ({
    guard: `the connect card: ${guard}`,
    file: `apps/ai-host/web/${file}`,
    cut,
    paste,
    red: { file: `apps/ai-host/web/${tests ?? file.replace(/\.tsx?$/, '')}.test.ts`, test },
  }))

/** Where a person is asked to leave for a page elsewhere, and what may go on once they have been there. */
export const connectCard = of([
  [
    'no address but a secure page, or one of this machine',
    'connect/connect-page.ts',
    '!safe ||',
    '',
    'nobody is sent to javascript',
  ],
  [
    'no address that reads as another host',
    'connect/connect-page.ts',
    "|| username !== '' || password !== ''",
    '',
    'nobody is sent to https://vault.example@evil.example',
  ],
  [
    'letters that pose as others are pointed out',
    'connect/page-address.tsx',
    '{disguised && (',
    '{false && (',
    'a name in letters that pose as others',
    'connect/connect-card',
  ],
  [
    'the whole address is shown',
    'connect/page-address.tsx',
    '<span>{rest}</span>',
    '',
    'the whole address stands there',
    'connect/connect-card',
  ],
  [
    'the window knows nothing of this one',
    'connect/connect-link.tsx',
    'rel="noopener noreferrer"',
    'rel="opener"',
    'one link opens it',
    'connect/connect-card',
  ],
  [
    'it can be declined',
    'connect/connect-actions.tsx',
    `      <button type="button" className="button" onClick={onDecline}>
        Decline
      </button>
`,
    '',
    'it can be declined',
    'connect/connect-card',
  ],
  [
    'an address that has expired is not offered',
    'connect/connect-card.tsx',
    'page={expired ? undefined : page}',
    'page={page}',
    'an address that has expired',
  ],
  [
    'no window of the identity provider for an account elsewhere',
    'operations/meet-challenge.ts',
    "if (operation.needs?.kind === 'link') return",
    '',
    'opens no window of the identity provider',
    'operations/linking',
  ],
  [
    'what the person has begun since is not undone',
    'operations/operation-desk.ts',
    `const { url, expiresAt } = await this.#api.connect(id)
      if (this.#turns.get(id) !== turn) return`,
    'const { url, expiresAt } = await this.#api.connect(id)',
    'gone on by a click while a fresh address',
    'operations/linking',
  ],
  [
    'what has gone on asks nothing any more',
    'operations/operation-desk.ts',
    'if (waitsForLink(now)) this.#put(',
    'this.#put(',
    'gone on in another tab',
    'operations/linking',
  ],
  [
    'one resume at a time',
    'operations/operation-desk.ts',
    `if (phase !== 'idle') return false`,
    '',
    'beside a click that is at work',
    'operations/linking',
  ],
  [
    'nothing is asked while nobody looks',
    'connect/link-watch.ts',
    '|| !this.#options.visible()',
    '',
    'a page that nobody sees asks nothing',
  ],
  [
    'the same account is not tried with again',
    'connect/link-watch.ts',
    'if (this.#tried.get(operation.id) === as) continue',
    '',
    'resumed once',
  ],
  [
    'never two questions at a time',
    'connect/link-watch.ts',
    'this.#looking ??= this.#look()',
    'this.#looking = this.#look()',
    'a slow answer is waited for',
  ],
  [
    'an account with less is no reason to go on',
    'connect/is-connected.ts',
    'wanted.length > 0 && wanted.every((scope) => account.scopes.includes(scope))',
    'true',
    'an account with less, ',
  ],
  [
    'the page takes every need that the orchestrator knows',
    'wire/operation.ts',
    "'sign_in', 'link']",
    "'sign_in']",
    'an operation: the page takes all',
    'wire/wire',
  ],
])
