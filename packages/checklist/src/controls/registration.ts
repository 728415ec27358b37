import type { Control } from './control.ts'
import { mapped } from './standards.ts'

/** Who is registered as what, and who may trust whom. */
export const registration = [
  {
    id: 'REG-1',
    title: 'One registration for each application',
    text: 'Host, orchestrator, each MCP server and each further service have a registration of their own; what runs at the person is a public client without a credential, what runs on a server a confidential one.',
    source: 'Checklist: pre-deployment',
    standards: mapped({ asvs: ['10.4.4', '10.4.11'], soc2: ['CC6.1'], iso: ['A.5.16', 'A.8.27'] }),
  },
  {
    id: 'REG-2',
    title: 'One source of registrations',
    text: 'The tenant, the mock and the files for Entra ID come from one manifest; a difference between them is found before it is deployed.',
    source: 'Checklist: pre-deployment',
    standards: mapped({ mcpTop10: ['MCP09'], soc2: ['CC6.1'], iso: ['A.8.9'] }),
  },
  {
    id: 'TIER-1',
    title: 'The person signs in and consents at tier 1',
    text: 'The host signs in by authorization code with PKCE (S256), at redirect URIs that match exactly; a code works once, for the client and key that asked for it.',
    source: 'Tiered trust topology',
    standards: mapped({
      asvs: ['10.1.2', '10.2.1', '10.4.1', '10.4.2', '10.4.6'],
      rfc9700: ['2.1', '2.1.1', '4.1', '4.5'],
      soc2: ['CC6.1', 'CC6.2'],
      iso: ['A.8.5'],
    }),
  },
  {
    id: 'TIER-2',
    title: 'Confidential clients prove who they are with a key',
    text: 'Tiers 2 and 3 authenticate to the authorization server by a signed assertion of a certificate’s key, read from a file; there is no shared secret.',
    source: 'Tiered trust topology',
    standards: mapped({
      asvs: ['10.4.10', '10.4.16'],
      rfc9700: ['2.5'],
      soc2: ['CC6.1'],
      iso: ['A.5.17', 'A.8.5'],
    }),
  },
  {
    id: 'TIER-3',
    title: 'Tier 3 is reached through tier 2 alone',
    text: 'An MCP server takes tokens of listed clients only, issued for itself; a token of the person’s host, or one that was passed on, is refused at each tier.',
    source: 'Tiered trust topology',
    standards: mapped({
      asvs: ['10.1.1', '10.3.1'],
      mcpTop10: ['MCP07'],
      mcp: ['Token Passthrough', 'Confused Deputy Problem'],
      rfc9700: ['2.3'],
      soc2: ['CC6.1', 'CC6.6'],
      iso: ['A.5.15', 'A.8.27'],
    }),
  },
  {
    id: 'TIER-4',
    title: 'Networks follow the tiers',
    text: 'Where it is deployed, a service can open connections to those only that the topology gives it; everything else is closed by default.',
    source: 'Tiered trust topology',
    standards: mapped({ soc2: ['CC6.6'], iso: ['A.8.22'] }),
  },
  {
    id: 'ZTA-1',
    title: 'Every request is verified',
    text: 'A route is closed unless it says otherwise; the caller is known by the verified token alone, never by a header, parameter, host name or earlier request.',
    source: 'Related patterns',
    standards: mapped({
      asvs: ['10.3.2', '10.3.3'],
      mcpTop10: ['MCP07'],
      mcp: ['Session Hijacking'],
      soc2: ['CC6.1', 'CC6.6'],
      iso: ['A.5.15', 'A.8.3'],
    }),
  },
  {
    id: 'ZTA-2',
    title: 'An outage opens nothing, and is told as an outage',
    text: 'Where keys, the issuer or a store cannot be reached, nobody is let in; the caller gets 503 with Retry-After and the audit log the reason, never a refusal that blames the token.',
    source: 'Related patterns',
    standards: mapped({ asvs: ['16.5.1', '16.5.2', '16.5.3'], soc2: ['CC6.1', 'CC7.2'], iso: ['A.8.27'] }),
  },
] as const satisfies readonly Control[]
