import type { Guard } from './guard.ts'

const ACCESS_TOKEN = 'packages/auth-core/src/access-token'
const PROOF = 'packages/auth-core/src/dpop-proof'
const SERVER = 'packages/auth-core/src/fastify/resource-server'
const CACHE = 'packages/auth-core/src/verified-token-cache'

/** One line each: the guard, what is cut, what is left in its place, the test that must go red. */
type Row = [guard: string, cut: string, paste: string, test: string]

const of = (module: string, rows: Row[], tests = module): Guard[] =>
  rows.map(([guard, cut, paste, test]) => ({
    guard,
    file: `${module}.ts`,
    cut,
    paste,
    red: { file: `${tests}.test.ts`, test },
  }))

export const authCore: readonly Guard[] = [
  ...of(ACCESS_TOKEN, [
    [
      'algorithm allow-list',
      'algorithms: [...accepts.algorithms],',
      '',
      'an algorithm that is not on the list',
    ],
    ['token type', 'typ: accepts.format.typ,', '', 'a JWT without a type'],
    [
      'exactly one audience',
      'if (payload.aud !== accepts.audience)',
      'if (false)',
      'us and another audience',
    ],
    ['issued in the future', 'if (iat > now() + CLOCK_TOLERANCE)', 'if (false)', 'it will be issued later'],
    ['client allow-list', '!accepts.clients.includes(identity.clientId)', 'false', 'an unlisted client'],
    [
      'delegated tokens only',
      'if (identity.appOnly && !accepts.appOnly)',
      'if (false)',
      'an app-only token passes only',
    ],
    ['headers that choose a key', 'if (found !== undefined)', 'if (false)', 'picks its own key'],
    ['length of a token', 'if (jwt.length > MAX_LENGTH)', 'if (false)', 'an endless token is not parsed'],
    [
      'verified claims are frozen',
      'return deepFreeze({',
      'return ({',
      'the verified claims cannot be changed',
    ],
  ]),
  ...of(
    ACCESS_TOKEN,
    [['issuer by exact string', 'issuer: [...accepts.issuers],', '', 'another issuer is refused']],
    'packages/auth-core/src/token-profile',
  ),
  ...of(
    'packages/auth-core/src/entra-v2',
    [
      ['tenant allow-list', 'if (!tenants.includes(tid))', 'if (false)', "a stranger's tid"],
      [
        'tenant and issuer agree',
        'if (payload.iss !== issuerOf(tid))',
        'if (false)',
        'one allowed tenant speaking',
      ],
    ],
    'packages/auth-core/src/token-profile',
  ),
  ...of(CACHE, [
    [
      'revocation is asked each time',
      'if (revocations !== undefined) enforceNotRevoked(token, revocations)',
      '',
      'a revocation counts from the next request on',
    ],
    [
      'a withdrawn key takes its tokens along',
      'entry.epoch === epoch && ',
      '',
      'when a key leaves the issuer',
    ],
    ['expiry of a remembered token', 'now() < expiresAt && ', '', 'the end is checked each time'],
  ]),
  ...of(PROOF, [
    ['DPoP 3: jti', "if (typeof jti !== 'string'", "if (false && typeof jti !== 'string'", 'check 3'],
    ['DPoP 4: type', "typ: 'dpop+jwt', ", '', 'check 4'],
    ['DPoP 8: method', 'if (htm !== request.method)', 'if (false)', 'check 8'],
    ['DPoP 9: URL', '!sameEndpoint(htu, request.url)', 'false', 'check 9'],
    ['DPoP 10: nonce', "if (verdict.outcome === 'nonce_required')", 'if (false)', 'check 10'],
    ['DPoP 11: not too old', 'iat < now() - LIFETIME', 'false', 'check 11'],
    ['DPoP 11: not from the future', 'iat > now() + SKEW', 'false', 'check 11'],
    ['DPoP 12: this token', 'if (expected !== undefined && (', 'if (false && (', 'check 12'],
    [
      'DPoP 12: the key of the token',
      'if (request.jkt !== undefined && !equalInConstantTime(jkt, request.jkt))',
      'if (false)',
      'check 12',
    ],
    ['DPoP: replay', "if (verdict.outcome === 'replayed')", 'if (false)', 'the same proof passes once'],
  ]),
  ...of(
    'packages/auth-core/src/dpop-key-cache',
    [['DPoP 7: a public key', " || 'd' in jwk", '', 'check 7']],
    PROOF,
  ),
  ...of('packages/auth-core/src/enforce', [
    ['every scope', 'if (missing.length > 0)', 'if (false)', 'every one is needed'],
    [
      'authentication context',
      'if (token.acrs.includes(acr)) return',
      'return',
      'an authentication context is there or is asked for',
    ],
    ['authentication age', 'if (now - authenticatedAt <= maxAge) return', 'return', 'recent enough passes'],
  ]),
  ...of('packages/auth-core/src/fastify/credential', [
    ['one Authorization field', '.length > 1)', '.length > 9)', 'of two Authorization fields neither counts'],
  ]),
  ...of(
    'packages/auth-core/src/fastify/credential',
    [
      [
        'no token in the URL',
        "&& 'access_token' in query",
        "&& 'access_token' in {}",
        'a token in the query string',
      ],
    ],
    SERVER,
  ),
  ...of(SERVER, [
    [
      'closed by default',
      'if (request.routeOptions.config.public === true) return',
      'if (request.headers.authorization === undefined) return',
      'without a token every route is 401',
    ],
    [
      'a route says what it wants',
      'throw new Error(`${String(method)} ${url}: say',
      'void (`${String(method)} ${url}: say',
      'a route that says nothing about itself',
    ],
    [
      'no downgrade to Bearer',
      "if (scheme !== 'dpop') throw",
      "if (scheme === 'none') throw",
      'a bound token called Bearer',
    ],
    [
      'bound tokens only',
      'if (token.jkt === undefined) throw',
      "if (token.jkt === '') throw",
      'an unbound token is refused where proof is required',
    ],
    [
      'scopes of the route',
      'enforceScopes(held.token, scopes ?? [], options.scopeHierarchy)',
      '',
      'a missing scope is 403',
    ],
    [
      'the URL comes from configuration',
      'new URL(path, options.origin)',
      'new URL(path, `http://${request.headers.host}`)',
      'the host header chooses nothing',
    ],
  ]),
]
