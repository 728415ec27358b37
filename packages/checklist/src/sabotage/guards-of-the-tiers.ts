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

export const mcpKit = of('packages/mcp-kit', [
  ['MCP methods', 'gate', '.has(method))', ".has('ping'))", 'gate', 'is not served'],
  ['a tool with a policy row', 'gate', 'Object.hasOwn(policy, name)', 'true', 'gate', 'toString'],
  [
    'scopes of the tool',
    'gate',
    'enforceScopes(token, row.scopes',
    'void (row.scopes',
    'gate',
    'a missing scope is a 403',
  ],
  [
    'authentication context of the tool',
    'gate',
    'if (row.authenticationContext !== undefined)',
    'if (false)',
    'gate',
    'a missing authentication context',
  ],
  ['no batches', 'json-rpc', 'if (Array.isArray(body))', 'if (false)', 'gate', 'a batch does not pass'],
  [
    'our own host names',
    'foreign-pages',
    'if (!validateHostHeader(headers.host, names).ok)',
    'if (false)',
    'app',
    'a rebound name',
  ],
  [
    'our own origin',
    'foreign-pages',
    'if (headers.origin !== undefined && headers.origin !== origin)',
    'if (false)',
    'app',
    'a foreign page',
  ],
  [
    'a tool stays below its resource',
    'tool-call',
    '|| !url.pathname.startsWith(root)',
    '',
    'tool-call',
    'a tool cannot take its token',
  ],
])

export const mockIdp = of('apps/mock-idp', [
  [
    'PKCE',
    'grants/authorization-code',
    '|| !timingSafeEqual(given, known)',
    '',
    'grants/authorization-code',
    'the wrong verifier',
  ],
  [
    'redirect URI at redemption',
    'grants/authorization-code',
    "if (required(parameters, 'redirect_uri') !== grant.redirectUri)",
    'if (false)',
    'grants/authorization-code',
    'redirect',
  ],
  [
    'code bound to a key',
    'grants/authorization-code',
    'if (grant.dpopJkt !== undefined && ',
    'if (false && ',
    'grants/authorization-code',
    'a code bound by dpop_jkt',
  ],
  [
    'code works once',
    'grants/authorization-code',
    'if (stored.redeemed)',
    'if (false)',
    'grants/authorization-code',
    'a code works once',
  ],
  [
    'a replayed refresh token ends its family',
    'grants/refresh-token',
    'if (stored.rotated) {\n    idp.refreshTokens.revokeFamily(family)',
    'if (stored.rotated) {',
    'grants/refresh-token',
    'an old refresh token revokes',
  ],
  [
    'refresh token bound to a key',
    'grants/refresh-token',
    'if (grant.jkt !== undefined && grant.jkt !== jkt)',
    'if (false)',
    'grants/refresh-token',
    'another key cannot use it',
  ],
  [
    'audience of an assertion',
    'grants/on-behalf-of',
    'audience: client.appId,',
    '',
    'grants/on-behalf-of',
    'audience',
  ],
  [
    'S256 alone',
    'authorization-request',
    "text(query, 'code_challenge_method') !== 'S256'",
    'false',
    'endpoints/authorize',
    'code_challenge_method=plain',
  ],
  [
    'redirect URIs as exact strings',
    'authorization-request',
    '!redirectUrisOf(client).includes(redirectUri)',
    '!redirectUrisOf(client).some((known) => redirectUri.startsWith(known))',
    'endpoints/authorize',
    'an added path',
  ],
  [
    'whose client assertion',
    'client-authentication',
    'if (payload.iss !== client.appId || payload.sub !== client.appId)',
    'if (false)',
    'client-authentication',
    'another subject',
  ],
  [
    'audience of a client assertion',
    'client-authentication',
    'audience: [idp.urls.token,',
    'ignored: [idp.urls.token,',
    'client-authentication',
    'another audience',
  ],
  [
    'origin of a page',
    'endpoints/token',
    'enforceOrigin(client, request.headers.origin)',
    '',
    'endpoints/token',
    'needs an Origin header',
  ],
])

export const orchestrator = of('apps/orchestrator', [
  [
    'an approval belongs to one person',
    'approval/sql-approval-ledger',
    "if (row['owner'] !== ownerOf(call)) return 'approval_foreign'",
    '',
    'routes/chat',
    'an approval of somebody else',
  ],
  [
    'an approval is for these arguments',
    'approval/sql-approval-ledger',
    "if (row['call'] !== callDigest(call)) return 'approval_changed'",
    '',
    'routes/chat',
    'an approval with other arguments',
  ],
  [
    'an approval is for one call',
    'approval/sql-approval-ledger',
    'where digest = ?1 and used = 0',
    'where digest = ?1',
    'routes/chat',
    'an approval posted twice',
  ],
  [
    'approval at the moment of the call',
    'agent/run-tool',
    "if (settlement !== 'settled')",
    'if (false)',
    'routes/chat',
    'a forged approval of',
  ],
  [
    'delegation',
    'agent/run-tool',
    'if (missing.length > 0)',
    'if (false)',
    'routes/chat',
    'what is not delegated is refused',
  ],
  [
    'which pages may read',
    'app',
    'origin: config.HOST_ORIGIN',
    'origin: true',
    'routes/tools',
    'the page of the AI host, and no other',
  ],
])

export const mockGraph = of('apps/mock-graph', [
  [
    'what the person may do',
    'routes/access',
    'if (!allows(document.role, needed))',
    'if (false)',
    'permissions',
    'may',
  ],
])
