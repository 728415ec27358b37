import type { Guard } from './guard.ts'

type Row = [guard: string, file: string, cut: string, paste: string, tests: string, test: string]

const of = (folder: string, rows: Row[]): Guard[] =>
  rows.map(([guard, file, cut, paste, tests, test]) => ({
    guard,
    file: `${folder}/src/${file}.ts`,
    cut,
    paste,
    red: { file: `${folder}/src/${tests}.test.ts`, test },
  }))

const EVENT = 'security-events/security-event-token'
const verification: Row[] = [
  ['type of an event', EVENT, 'if (protectedHeader.typ !== TYP)', 'if (false)', EVENT, 'another spelling'],
  ['algorithm of an event', EVENT, "algorithms: ['RS256'],", '', EVENT, 'another algorithm'],
  ['issuer of an event', EVENT, 'issuer: accepts.issuer,', '', EVENT, 'another issuer is refused'],
  [
    'one receiver of an event',
    EVENT,
    'if ([payload.aud].flat().length !== 1)',
    'if (false)',
    EVENT,
    'us and another audience',
  ],
  ['key of an event', EVENT, 'refuseUntrustedHeader(jwt)', '', EVENT, 'a key that it brings itself'],
  [
    'an event of the future',
    EVENT,
    'if (issuedAt > now() + AHEAD)',
    'if (false)',
    EVENT,
    'an iat to come is refused',
  ],
  ['an event with exp', EVENT, 'if (claim in payload)', 'if (false)', EVENT, 'an exp is refused'],
  ['one event in a token', EVENT, '|| second !== undefined', '', EVENT, 'two events is refused'],
  [
    'tenant of an event',
    EVENT,
    'if (data.tenant.id !== tenant)',
    'if (false)',
    EVENT,
    'another tenant is refused',
  ],
  [
    'instant of an event',
    'security-events/event-types',
    'if (before > latest)',
    'if (false)',
    EVENT,
    'an instant in milliseconds',
  ],
]

const delivery: Row[] = [
  [
    'an event once',
    'security-events/receiver',
    'if (!replayed) await apply(event)',
    'await apply(event)',
    'fastify/security-events',
    'an event that comes twice',
  ],
  [
    'record of a refused event',
    'security-events/receiver',
    'if (error instanceof Refusal) recordRefusal(error, where)',
    '',
    'fastify/security-events',
    'is refused with the registered code',
  ],
  [
    'stored before it is acknowledged',
    'security-events/poll',
    'if (refused === undefined) throw error',
    'if (refused === undefined) return void answers.ack.push(jti)',
    'security-events/poll',
    'one that could not be stored',
  ],
  [
    'nobody before the revocations are known',
    'verified-token-cache',
    'if (revocations !== undefined) enforceKnown(revocations)',
    '',
    'verified-token-cache',
    'before it is known who is revoked',
  ],
  [
    'a revocation empties the verified tokens',
    'verified-token-cache',
    'owners.keysOf(whose).forEach((digest) => remembered.delete(digest))',
    'undefined',
    'verified-token-cache',
    "a revocation drops that person's tokens",
  ],
]

export const securityEvents: readonly Guard[] = [
  ...of('packages/auth-core', [...verification, ...delivery]),
  ...of('packages/token-flow', [
    [
      'an exchange that a revocation has overtaken',
      'exchange-cache',
      'if (flights.get(key) === flight) keep(',
      'keep(',
      'exchange-cache',
      'comes after it is not kept, nor shared',
    ],
    [
      'a revocation empties the exchanges',
      'exchange-cache',
      'owners.keysOf(whose).forEach((key) => kept.delete(key))',
      '',
      'exchange-cache',
      "a revocation throws away that person's tokens",
    ],
  ]),
  ...of('packages/service-kit', [
    [
      'revocations on the disk',
      'revocations',
      'upsert.run(subject.tid, subject.oid, Math.ceil(before))',
      '',
      'revocations',
      'a revocation outlives the process',
    ],
    [
      'a full disk keeps no door open',
      'revocations',
      'list.revoke(subject, before)',
      '',
      'revocations',
      'what cannot be stored is refused all the same',
    ],
    [
      'mode of what is kept on the disk',
      'state-database',
      'const MODE = 0o600',
      'const MODE = 0o644',
      'state-database',
      'nobody else can read the database',
    ],
    [
      'revocations are unknown at first',
      'revocations',
      '{ known: () => complete }',
      '',
      'security-events',
      'while the issuer cannot say who is revoked',
    ],
  ]),
  ...of('apps/orchestrator', [
    [
      'revocations at the orchestrator',
      'app',
      'revocations: events?.revocations,\n    resourceMetadata',
      'resourceMetadata',
      'security-events',
      'Token A is challenged',
    ],
    [
      'a list of tools that a revocation has overtaken',
      'tools/tool-lists',
      'if (asked === flushes)',
      '',
      'security-events',
      'a list of tools that was asked for before',
    ],
  ]),
  ...of('apps/mcp-sharepoint', [
    ['events at an MCP server', 'app', '    events,\n', '', 'security-events', 'Token B is challenged'],
  ]),
  ...of('apps/mock-graph', [
    [
      'revocations at mock-graph',
      'app',
      'revocations: events?.revocations,',
      '',
      'security-events',
      'the same Token C is challenged',
    ],
  ]),
]
