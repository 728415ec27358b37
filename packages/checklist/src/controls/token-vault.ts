import type { Control } from './control.ts'
import { mapped } from './standards.ts'

/** Accounts of others that a person has linked. */
export const tokenVault = [
  {
    id: 'VLT-1',
    title: 'Tokens at rest are encrypted',
    text: 'AES-256-GCM with a key for each row, wrapped by a key that is not in the database; a row copied elsewhere, or changed, does not decrypt.',
    source: 'Checklist: pre-deployment',
    standards: mapped({ mcpTop10: ['MCP01'], soc2: ['CC6.1', 'CC6.7'], iso: ['A.8.24', 'A.5.17'] }),
  },
  {
    id: 'VLT-2',
    title: 'The vault answers those who may ask, for the person in the token',
    text: 'The row is chosen by the verified person and the calling application, never by a parameter; other applications, other persons and tokens of applications get nothing.',
    source: 'Checklist: pre-deployment',
    standards: mapped({
      asvs: ['10.3.2', '10.3.3'],
      mcpTop10: ['MCP01', 'MCP07'],
      mcp: ['Confused Deputy Problem'],
      soc2: ['CC6.1', 'CC6.3'],
      iso: ['A.5.15', 'A.8.3'],
    }),
  },
  {
    id: 'VLT-3',
    title: 'Expired tokens are refreshed, and refresh tokens stay inside',
    text: 'A provider’s token is renewed in time, once, however many ask at once; only short access tokens leave the vault.',
    source: 'Pattern 3: Account linking',
    standards: mapped({
      asvs: ['10.1.1', '10.4.5'],
      mcpTop10: ['MCP01'],
      rfc9700: ['4.14'],
      soc2: ['CC6.1'],
      iso: ['A.5.17'],
    }),
  },
  {
    id: 'LNK-1',
    title: 'The one who links is the one who asked',
    text: 'The connect page is for the person of the call, signed in there; state, PKCE, issuer and redirect URI are checked, consent is given on our own page and cannot be posted by another site.',
    source: 'Pattern 3: Account linking',
    standards: mapped({
      asvs: ['10.1.2', '10.2.1', '10.2.2'],
      mcp: ['Confused Deputy Problem'],
      rfc9700: ['2.1', '4.4', '4.5', '4.7'],
      soc2: ['CC6.1', 'CC6.2'],
      iso: ['A.8.5'],
    }),
  },
  {
    id: 'LNK-2',
    title: 'A link can be seen and ended',
    text: 'The person sees what is linked and ends it; from then on nothing is handed out, and the provider is told.',
    source: 'Pattern 3: Account linking',
    standards: mapped({ asvs: ['10.4.9'], soc2: ['CC6.3'], iso: ['A.5.18'] }),
  },
  {
    id: 'LNK-3',
    title: 'A provider’s token goes to its provider alone',
    text: 'It is sent in the Authorization header to the provider’s own address; it is no token of ours, and none of ours goes there.',
    source: 'Pattern 3: Account linking',
    standards: mapped({
      asvs: ['10.1.1'],
      mcpTop10: ['MCP01'],
      mcp: ['Token Passthrough', 'Server-Side Request Forgery (SSRF)'],
      rfc9700: ['4.9'],
      soc2: ['CC6.7'],
      iso: ['A.8.12'],
    }),
  },
] as const satisfies readonly Control[]
