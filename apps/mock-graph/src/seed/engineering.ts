import type { SeedDocument } from './documents.ts'

export const engineering: readonly SeedDocument[] = [
  {
    id: '01ENG-ROADMAP',
    name: 'Roadmap 2027.md',
    modified: '2026-11-09T09:45:00Z',
    content: `# Roadmap 2027

- Q1: agent platform for all staff; step-up for destructive actions.
- Q2: GitHub and Jira for agents through linked accounts.
- Q3: second data centre, active-active.
- Q4: retire the batch importer.
`,
  },
  {
    id: '01ENG-ARCHITECTURE',
    name: 'Architecture notes: agent platform.md',
    modified: '2026-10-28T14:02:00Z',
    content: `# Architecture notes: agent platform

Three tiers. The host signs the user in. The orchestrator acts for the user and exchanges the token for each tool.
Tool servers hold one resource each. A token is good for one audience; none is passed through.

Decision of 26 October: every hop is sender-constrained (DPoP), so that a stolen token is worthless alone.
`,
  },
  {
    id: '01ENG-INCIDENT-0917',
    name: 'Incident review 2026-09-17.md',
    modified: '2026-09-24T08:30:00Z',
    content: `# Incident review, 17 September 2026

For 41 minutes sign-ins failed because a signing key was removed before every service had fetched its successor.
No data was lost. Outage of the identity provider was answered with 401, so every client started a new sign-in
and made it worse.

Actions: announce keys a day before use; answer 503 with Retry-After when keys cannot be fetched.
`,
  },
  {
    id: '01ENG-PARTNER-GUIDE',
    name: 'Partner integration guide.md',
    modified: '2026-08-11T12:00:00Z',
    content: `# Partner integration guide

Partners call the order API with client certificates. Sandbox: orders.sandbox.contoso.example. Limits: 20 requests
a second, 1 MB a request. Breaking changes are announced 90 days ahead.
`,
  },
  {
    id: '01ENG-GATEWAY-DRAFT',
    name: 'Gateway rewrite (old draft).md',
    modified: '2025-12-01T17:25:00Z',
    content: `# Gateway rewrite, draft of 2025

An idea that was not pursued: the platform now has its own gate in each service. May be deleted.
`,
  },
  {
    id: '01ENG-ROADMAP-DRAFT',
    name: 'Roadmap 2027 (old draft).md',
    modified: '2026-08-20T10:10:00Z',
    content: `# Roadmap 2027, draft for discussion

Replaced by "Roadmap 2027". May be deleted.
`,
  },
]
