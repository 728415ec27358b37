import type { Guard } from './guard.ts'

const VAULT = 'apps/token-vault/src'

type Row = [guard: string, file: string, cut: string, paste: string, tests: string, test: string]

const of = (rows: Row[]): Guard[] =>
  rows.map(([guard, file, cut, paste, tests, test]) => ({
    guard,
    file: `${VAULT}/${file}.ts`,
    cut,
    paste,
    red: { file: `${VAULT}/${tests}.test.ts`, test },
  }))

export const vaultAccess: readonly Guard[] = of([
  [
    'scopes lie within the row of the access control list',
    'routes/access-token',
    'if (beyond.length > 0)',
    'if (beyond.length > 99)',
    'app',
    'a client with scopes beyond its row is refused',
  ],
  [
    'a lease is of one flight, not of a process',
    'refresh/lease',
    'const holder = crypto.randomUUID()',
    "const holder = 'this process'",
    'refresh/refresher',
    'a refresh that gives its lease back late leaves alone that of the next one',
  ],
  [
    'an ended link hands out nothing',
    'access/access',
    " && link.state !== 'revoking' ? link : undefined",
    ' ? link : undefined',
    'links/links',
    'while the provider is down, an ended link hands out nothing all the same',
  ],
  [
    'a narrowed access control list holds for old links',
    'access/access',
    "if (!granted.every((scope) => row.scopes.includes(scope))) return required('scopes_missing')",
    '',
    'access/access',
    'a link with more than the access control list now allows is of no use',
  ],
  [
    'a rejected token is not handed out again',
    'access/access',
    'if (link.generation !== rejected && isLive(link, now()))',
    'if (rejected !== 0 && isLive(link, now()))',
    'access/access',
    'a token that the provider has turned down is not handed out again',
  ],
  [
    'one flight for each link in a process',
    'refresh/refresher',
    'if (running !== undefined) return running',
    'if (flights.size > 1e6 && running !== undefined) return running',
    'refresh/refresher',
    'whoever waits in one process waits for one flight',
  ],
  [
    'only the provider ends a grant: an outage does not',
    'refresh/provider-answer',
    'if (response === undefined) return unanswered(error)',
    "if (response === undefined) return { outcome: 'lost', detail: 'unanswered' }",
    'access/access',
    'a provider that cannot be reached is an outage',
  ],
  [
    'a provider is left alone for as long as it says',
    'refresh/refresher',
    'if (wait > 0) throw',
    'if (wait > 1e9) throw',
    'access/access',
    'leaves a provider alone for as long as it says',
  ],
  [
    'a refusal ends the generation that it was asked with, and no other',
    'refresh/attempt',
    "if (!(await store.change(link, { state: 'grant_lost', retry: null }))) {",
    "if (!(await store.change((await store.find(link.owner))!, { state: 'grant_lost', retry: null }))) {",
    'links/links',
    'the refusal of an older generation ends no newer one',
  ],
  [
    'a refresh does not write over a newer link',
    'refresh/attempt',
    'if (row?.linkedAt !== linkedAt) retire(provider, link, tokens)',
    '',
    'links/links',
    'a link that is made anew during a refresh is not overwritten by it',
  ],
  [
    'what the provider has just renewed is not lost',
    'refresh/attempt',
    "if (row?.state === 'grant_lost' &&",
    'if (Date.now() < 0 && row &&',
    'links/links',
    'a slow refresh that succeeds takes back what somebody else took for the end of the grant',
  ],
  [
    'one lease for each link among processes',
    'refresh/refresher',
    'if (await lease.take()) return',
    'if ((await lease.take()) || true) return',
    'isolation.property',
    'in whatever order calls, links and ends meet',
  ],
  [
    'the old grant of a new link is revoked',
    'links/links',
    'retire(old, tokens, grant.tokens)',
    '',
    'links/links',
    'a link that is made anew takes the place of the old one',
  ],
])
