import { rows } from './row.ts'

const mcpKit = rows('packages/mcp-kit/src', [
  ['mcp/method-unknown', 'gate', "'unknown method')"],
  ['mcp/tool-of-the-prototype', 'gate', "'unknown tool')"],
  ['mcp/header-names-another-method mcp/header-names-another-tool', 'gate', '`the SDK answered ${status}`'],
  ['mcp/batch', 'gate', "'not one JSON-RPC message'"],
  ['method_not_allowed', 'gate', "reason: 'method_not_allowed'"],
])

const orchestrator = rows('apps/orchestrator/src', [
  ['challenge_repeated', 'operations/resume', "repeated ? 'challenge_repeated' : 'too_many_challenges'"],
  ['operation_foreign', 'operations/operation-audit', "reason: 'operation_foreign'"],
  ['operation_cancelled', 'operations/operations', "'operation_cancelled', caller)"],
  ['job_cancelled', 'jobs/jobs', "refusedJobRecord(audit, caller, 'job_cancelled')"],
  ['no_unattended_tool', 'jobs/jobs', 'if (usable.size === 0)'],
  ['job_foreign', 'jobs/job-audit', "reason: 'job_foreign'"],
  ['jobs/permission-not-delegated', 'jobs/jobs', "refusedJobRecord(audit, caller, 'not_delegated')"],
  ['account-linking/link-of-another-person-ended', 'routes/accounts', "'there is no such account'"],
])

const vault = rows('apps/token-vault/src', [
  [
    'account-linking/code-injected account-linking/code-of-the-victim-injected',
    'linking/provider-authorization',
    'diagnostics: { detail: codeOf(error.error) }',
  ],
  [
    'account-linking/issuer-missing account-linking/issuer-of-another-provider',
    'linking/provider-authorization',
    "throw new PageRefusal(foreign ? 'issuer_mismatch'",
  ],
  ['not_linked', 'access/access', "if (ours === undefined) return required('not_linked')"],
  [
    'token-vault/scopes-beyond-the-list token-vault/account-of-another-server',
    'routes/access-token',
    '`beyond linkedAccounts: ',
  ],
  ['token-vault/client-without-a-row', 'routes/access-token', "{ detail: 'no linkedAccounts row' }"],
  [
    'account-linking/replacement-decided-by-another-person',
    'linking/replace',
    "'replacement_unknown', { subject",
  ],
  [
    'account-linking/link-made-up account-linking/link-replayed',
    'linking/connect',
    'if (asked === undefined || row === undefined)',
  ],
])

const mocks = [
  ...rows('apps/mock-idp/src', [
    ['native-clients/device-code-not-approved', 'grants/device-code', "'authorization_pending' : "],
    ['native-clients/device-code-redeemed-twice', 'grants/device-code', 'idp.deviceCodes.redeem(device)'],
    [
      'native-clients/device-code-of-another-client',
      'grants/device-code',
      'if (request.clientId !== client.appId)',
    ],
    ['native-clients/device-code-with-another-key', 'grants/device-code', 'request.jkt !== jkt'],
    ['native-clients/device-code-for-a-page', 'endpoints/device-code', 'if (!isNative(client))'],
    [
      'idp/client-credentials-of-the-public-client',
      'grants/client-credentials',
      'if (isPublicClient(client))',
    ],
    [
      'client_credential_missing',
      'client-authentication',
      "throw new EntraError('client_credential_missing')",
    ],
    ['assertion_invalid', 'grants/on-behalf-of', 'if (cause instanceof errors.JOSEError)'],
    ['client_assertion_invalid', 'client-authentication', "detail: 'signature or algorithm'"],
    ['idp/code-replayed', 'grants/authorization-code', 'if (stored.redeemed)'],
    ['consent_missing', 'permissions', "throw new EntraError('consent_missing'"],
    [
      'idp/refresh-token-with-another-key',
      'grants/refresh-token',
      "throw new EntraError('grant_binding_mismatch')",
    ],
    ['grant_binding_mismatch', 'grants/authorization-code', "throw new EntraError('grant_binding_mismatch')"],
    ['idp/refresh-token-of-another-tier', 'grants/refresh-token', 'if (grant.clientId !== client.appId)'],
    ['idp/refresh-token-of-a-revoked-family', 'grants/refresh-token', 'if (stored === undefined)'],
    [
      'native-clients/code-of-another-client',
      'grants/authorization-code',
      'if (grant.clientId !== client.appId)',
    ],
    ['refresh_token_reused', 'grants/refresh-token', 'if (stored.rotated)'],
    [
      'idp/code-with-another-redirect-uri native-clients/code-at-another-port',
      'grants/authorization-code',
      "throw new EntraError('reply_url_mismatch'",
    ],
    ['reply_url_mismatch', 'authorization-request', "throw new EntraError('reply_url_mismatch'"],
    ['user_disabled', 'state/accounts', 'if (!account.accountEnabled)'],
  ]),
  ...rows('apps/mock-saas/src', [
    [
      'account-linking/provider-code-replayed',
      'authorization-server/redeem-code',
      'if (stored.redeemedFor !== undefined)',
    ],
    [
      'account-linking/provider-code-with-another-verifier',
      'authorization-server/redeem-code',
      'if (!matches(verifier, grant.codeChallenge))',
    ],
    [
      'account-linking/provider-code-with-another-redirect-uri',
      'authorization-server/redeem-code',
      'if (redirectUri !== grant.redirectUri)',
    ],
    [
      'account-linking/provider-code-without-the-secret',
      'authorization-server/client-authentication',
      "'client_id and client_secret are missing'",
    ],
    [
      'account-linking/provider-redirect-uri-of-the-attacker account-linking/provider-redirect-uri-below-the-right-one',
      'authorization-server/authorization-request',
      'The redirect_uri is not the one that is registered',
    ],
    [
      'account-linking/provider-refresh-token-of-a-reused-family',
      'authorization-server/refresh',
      "return new OAuthError('invalid_grant', why)",
    ],
    [
      'account-linking/provider-pkce-plain account-linking/provider-without-pkce',
      'authorization-server/authorization-request',
      'code_challenge_method=S256 is required',
    ],
    [
      'token-vault/provider-token-after-the-link-ended',
      'github/errors',
      "credentialsRefused: () => refusal(401, 'Bad credentials')",
    ],
  ]),
  ...rows('apps/mock-graph/src', [
    ['chain/document-of-another-user', 'graph-error', "reason: 'permission_denied'"],
  ]),
]

export const tiers = [...mcpKit, ...orchestrator, ...vault, ...mocks]
