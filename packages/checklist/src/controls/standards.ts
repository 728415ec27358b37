/**
 * What the controls are mapped to: numbers as published, so that a wrong one does not compile. What stands beside them is
 * the published title, of ASVS and SOC 2 what the requirement is about.
 */
export const STANDARDS = {
  'ASVS 5.0': {
    '9.1.1': 'signature or MAC of self-contained tokens',
    '9.1.2': 'allow-list of algorithms',
    '9.1.3': 'key material from trusted, pre-configured sources',
    '9.2.1': 'validity time span',
    '9.2.2': 'right type of token for the purpose',
    '9.2.3': 'tokens meant for this service only',
    '9.2.4': 'audience restriction by the issuer',
    '10.1.1': 'tokens only to components that need them',
    '10.1.2': 'values of a flow that this user agent began',
    '10.2.1': 'request forgery in the code flow',
    '10.2.2': 'mix-up of authorization servers',
    '10.2.3': 'clients request only the scopes they need',
    '10.3.1': 'audience at the resource server',
    '10.3.2': 'decisions by the claims of delegation',
    '10.3.3': 'user identified by claims that are not reassigned',
    '10.3.4': 'authentication strength and recentness',
    '10.3.5': 'sender-constrained access tokens',
    '10.4.1': 'redirect URIs by exact comparison',
    '10.4.2': 'authorization codes used once',
    '10.4.4': 'only the grants a client needs',
    '10.4.5': 'refresh token replay',
    '10.4.6': 'PKCE, and not plain',
    '10.4.9': 'tokens can be revoked by the user',
    '10.4.10': 'confidential clients are authenticated',
    '10.4.11': 'only the scopes a client needs are assigned',
    '10.4.14': 'only sender-constrained tokens are issued',
    '10.4.16': 'strong client authentication by public keys',
    '16.2.1': 'when, where, who, what',
    '16.2.2': 'time with its offset',
    '16.2.4': 'logs can be read and correlated',
    '16.2.5': 'no credentials in logs',
    '16.3.1': 'every authentication is logged',
    '16.3.2': 'failed authorization is logged',
    '16.3.3': 'attempts to bypass controls are logged',
    '16.4.1': 'no log injection',
    '16.4.2': 'logs cannot be read or changed by others',
    '16.4.3': 'logs sent to a separate system',
    '16.5.1': 'generic messages to the consumer',
    '16.5.2': 'secure when an external resource fails',
    '16.5.3': 'no failing open',
  },
  'OWASP MCP Top 10 (2025)': {
    MCP01: 'Token Mismanagement & Secret Exposure',
    MCP02: 'Privilege Escalation via Scope Creep',
    MCP05: 'Command Injection & Execution',
    MCP06: 'Intent Flow Subversion',
    MCP07: 'Insufficient Authentication & Authorization',
    MCP08: 'Lack of Audit and Telemetry',
    MCP09: 'Shadow MCP Servers',
    MCP10: 'Context Injection & Over-Sharing',
  },
  'MCP security best practices': {
    'Confused Deputy Problem': '',
    'Token Passthrough': '',
    'Server-Side Request Forgery (SSRF)': '',
    'Session Hijacking': '',
    'Local MCP Server Compromise': '',
    'Scope Minimization': '',
  },
  'RFC 9700': {
    '2.1': 'Protecting Redirect-Based Flows',
    '2.1.1': 'Authorization Code Grant',
    '2.2.1': 'Token Replay Prevention: Access Tokens',
    '2.2.2': 'Token Replay Prevention: Refresh Tokens',
    '2.3': 'Access Token Privilege Restriction',
    '2.5': 'Client Authentication',
    '4.1': 'Insufficient Redirection URI Validation',
    '4.4': 'Mix-Up Attacks',
    '4.5': 'Authorization Code Injection',
    '4.7': 'Cross-Site Request Forgery',
    '4.9': 'Access Token Leakage at the Resource Server',
    '4.10.1': 'Sender-Constrained Access Tokens',
    '4.10.2': 'Audience-Restricted Access Tokens',
    '4.14': 'Refresh Token Protection',
  },
  'SOC 2': {
    'CC6.1': 'logical access security',
    'CC6.2': 'registration and authorization of users',
    'CC6.3': 'access by role and least privilege; removal',
    'CC6.6': 'threats from outside the boundary',
    'CC6.7': 'transmission, movement and removal of information',
    'CC6.8': 'unauthorized or malicious software',
    'CC7.2': 'monitoring for anomalies',
    'CC7.3': 'evaluation of security events',
  },
  'ISO/IEC 27001:2022': {
    'A.5.3': 'Segregation of duties',
    'A.5.15': 'Access control',
    'A.5.16': 'Identity management',
    'A.5.17': 'Authentication information',
    'A.5.18': 'Access rights',
    'A.5.28': 'Collection of evidence',
    'A.8.2': 'Privileged access rights',
    'A.8.3': 'Information access restriction',
    'A.8.5': 'Secure authentication',
    'A.8.9': 'Configuration management',
    'A.8.12': 'Data leakage prevention',
    'A.8.15': 'Logging',
    'A.8.16': 'Monitoring activities',
    'A.8.22': 'Segregation of networks',
    'A.8.24': 'Use of cryptography',
    'A.8.27': 'Secure system architecture and engineering principles',
  },
} as const

type Standards = typeof STANDARDS

export type StandardName = keyof Standards

/** A standard and one of its numbers. */
export type StandardReference = {
  [Name in StandardName]: readonly [Name, keyof Standards[Name]]
}[StandardName]

type Numbers<Name extends StandardName> = readonly (keyof Standards[Name])[]

interface Mapping {
  asvs?: Numbers<'ASVS 5.0'>
  mcpTop10?: Numbers<'OWASP MCP Top 10 (2025)'>
  mcp?: Numbers<'MCP security best practices'>
  rfc9700?: Numbers<'RFC 9700'>
  soc2?: Numbers<'SOC 2'>
  iso?: Numbers<'ISO/IEC 27001:2022'>
}

/** The references of a control, in the order of the table. */
export function mapped({ asvs, mcpTop10, mcp, rfc9700, soc2, iso }: Mapping): StandardReference[] {
  return [
    ...(asvs ?? []).map((number) => ['ASVS 5.0', number] as const),
    ...(mcpTop10 ?? []).map((number) => ['OWASP MCP Top 10 (2025)', number] as const),
    ...(mcp ?? []).map((number) => ['MCP security best practices', number] as const),
    ...(rfc9700 ?? []).map((number) => ['RFC 9700', number] as const),
    ...(soc2 ?? []).map((number) => ['SOC 2', number] as const),
    ...(iso ?? []).map((number) => ['ISO/IEC 27001:2022', number] as const),
  ]
}
