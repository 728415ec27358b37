import type { Guard } from './guard.ts'

const SERVER = 'apps/mock-saas/src/authorization-server'
const GITHUB = 'apps/mock-saas/src/github'
const JIRA = 'apps/mock-saas/src/jira'

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

/** What the tests of the token vault lean on: a provider that forgives would prove nothing about its client. */
export const mockSaas: readonly Guard[] = [
  ...of(`${SERVER}/authorization-request`, `${SERVER}/authorize`, [
    [
      'the provider redirects to the exact address only',
      '!client.redirectUris.includes(redirectUri)',
      '!client.redirectUris.some((uri) => redirectUri.startsWith(uri))',
      'a redirect_uri with another path',
    ],
    [
      'the provider demands PKCE with S256',
      "parameters['code_challenge_method'] !== 'S256'",
      'false',
      'invalid_request is sent back for',
    ],
    [
      'the provider says who answers (RFC 9207)',
      "url.searchParams.set('iss', issuer)",
      '',
      'answers with code, state and iss',
    ],
  ]),
  ...of(`${SERVER}/redeem-code`, `${SERVER}/token`, [
    [
      'the provider checks the verifier',
      'given.length === known.length && timingSafeEqual(given, known)',
      'true',
      'another verifier',
    ],
    [
      'the provider checks the redirect_uri again',
      'redirectUri !== grant.redirectUri',
      'false',
      'another redirect_uri',
    ],
    [
      'a code used twice ends its tokens',
      'grants.revoke(stored.redeemedFor)',
      '',
      'used twice ends the tokens',
    ],
  ]),
  ...of(`${SERVER}/client-authentication`, `${SERVER}/token`, [
    [
      'the provider checks the client secret',
      '!timingSafeEqual(given, known)',
      'false',
      'a wrong secret is not the client',
    ],
  ]),
  ...of(`${SERVER}/refresh`, `${SERVER}/refresh`, [
    [
      'a used refresh token ends its family',
      'grants.revoke(grantId, { reuse: true })',
      '',
      'after the leeway ends the whole family',
    ],
    [
      'the leeway of a used refresh token ends',
      'now() - rotatedAt > switches.current().reuse_leeway * 1000',
      'false',
      'after the leeway ends the whole family',
    ],
    [
      'the leeway ends when the successor was used',
      'next.rotatedAt !== undefined',
      'false',
      'when somebody has used the successor',
    ],
    ['a revoked grant refreshes nothing', 'if (grant.revoked)', 'if (false)', 'one family ends'],
  ]),
  ...of('apps/mock-saas/src/api/gate', `${SERVER}/revoke`, [
    ['a revoked grant opens nothing', 'grant.revoked || ', '', 'a refresh token ends its family'],
  ]),
  ...of('apps/mock-saas/src/api/gate', `${GITHUB}/api`, [
    [
      'each call needs its scope',
      'if (!stored.scopes.includes(scope))',
      'if (false)',
      'delete_repo is needed for',
    ],
  ]),
  ...of(`${GITHUB}/store`, `${GITHUB}/api`, [
    [
      'a private repository is for its people',
      'and (r.private = 0 or c.login is not null)',
      '',
      'learns nothing of the others',
    ],
  ]),
  ...of(`${GITHUB}/repository-routes`, `${GITHUB}/api`, [
    [
      'only who administers a repository deletes it',
      "permission !== 'admin'",
      'false',
      'only who administers',
    ],
  ]),
  ...of(`${JIRA}/store`, `${JIRA}/api`, [
    [
      'a Jira project is for its members',
      'join jira_member m on m.project = p.id and m.login = ?`\n',
      'left join jira_member m on m.project = p.id and m.login = ?`\n',
      'a project of others does not exist',
    ],
  ]),
]
