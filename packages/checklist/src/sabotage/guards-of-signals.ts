import type { Guard } from './guard.ts'

const SIGNALS = 'apps/mock-idp/src/signals'
const GRANT = 'apps/mock-idp/src/grants/client-credentials'
const PAGES = 'packages/service-kit/src/pages/page'

/** One line each: the guard, what is cut, what is left in its place, the test that must go red. */
type Row = [guard: string, cut: string, paste: string, test: string]

const of = (file: string, tests: string, rows: Row[]): Guard[] =>
  rows.map(([guard, cut, paste, test]) => ({
    guard,
    file: `${file}.ts`,
    cut,
    paste,
    red: { file: `${tests}.test.ts`, test },
  }))

/** The transmitter of security events, and the tokens with which its streams are read. */
export const signals: readonly Guard[] = [
  ...of(`${SIGNALS}/lane`, `${SIGNALS}/signals`, [
    [
      'retry after a failed push',
      'callOff = later(retryAt - now(), wake)',
      '',
      'is tried again, each time later',
    ],
    ['back-off between retries', '2 ** failures', '1', 'is tried again, each time later'],
    [
      'new events are tried at once',
      "waiting ? 'new' : 'all'",
      "waiting ? 'new' : 'new'",
      'gets the old ones with it',
    ],
  ]),
  ...of(`${SIGNALS}/signals`, `${SIGNALS}/signals`, [
    [
      'the outbox outlives a restart',
      'resume() {\n      dropStale()\n      wakeAll()',
      'resume() {\n      dropStale()',
      'a restart takes up',
    ],
    ['stale events are dropped', 'now() - KEEP', '0', 'no token is old enough'],
  ]),
  ...of(`${SIGNALS}/push`, `${SIGNALS}/signals`, [
    [
      'a refused token is not pushed again',
      'response.status === 400',
      'false',
      'calls malformed is not pushed again',
    ],
    [
      'only 202 is an acknowledgement',
      'response.status === 202',
      'response.status < 600',
      'is tried at once for a new event',
    ],
  ]),
  ...of(`${SIGNALS}/security-event-token`, `${SIGNALS}/signals`, [
    ['type of the token', "'secevent+jwt'", "'JWT'", 'in a token of its own'],
    ['one audience for each token', 'aud: receiver,', "aud: 'everybody',", 'in a token of its own'],
  ]),
  ...of(`${SIGNALS}/outbox`, `${SIGNALS}/poll`, [
    [
      'acknowledgement for one’s own stream',
      "where jti = ? and receiver = ? and state in ('pending', 'undeliverable')",
      "where jti = ? and (receiver = ? or true) and state in ('pending', 'undeliverable')",
      'one’s own stream only',
    ],
  ]),
  ...of(`${SIGNALS}/endpoints`, `${SIGNALS}/poll`, [
    ['role of a receiver', '? roles.includes(READ_EVENTS)', '? true', 'an application without the role'],
    [
      'a person’s token needs a scope of its own',
      ' && scopes.includes(READ_OWN_EVENTS)',
      '',
      'a person, even one with the role',
    ],
    [
      'receivers only',
      'clients: [...signals.receivers.map(({ id }) => id), ...ownEventsClientsAmong(idp.applications.all)],',
      "clients: 'any',",
      'is no receiver',
    ],
    [
      'no verification of a foreign stream',
      'if (stream !== streamOf(request))',
      'if (false)',
      'a verification comes back',
    ],
  ]),
  ...of('apps/mock-idp/src/config', 'apps/mock-idp/src/config', [
    ['a second tenant tells nobody', "? 'on' : 'off'", "? 'on' : 'on'", 'hear of changes'],
  ]),
  ...of(GRANT, GRANT, [
    ['no person, no certificate, no token', 'if (isPublicClient(client))', 'if (false)', 'a public client'],
    [
      'assigned roles only',
      'if (roles.length > 0) return roles',
      'return roles',
      'an application without a role',
    ],
    ['.default only', 'if (partial !== undefined)', 'if (false)', 'a scope by its name'],
  ]),
  ...of(PAGES, 'apps/mock-idp/src/pages/console/console-page', [
    [
      'the console runs its own script only',
      "script-src 'self';",
      "script-src 'self' 'unsafe-inline';",
      'runs its own script only',
    ],
  ]),
]
