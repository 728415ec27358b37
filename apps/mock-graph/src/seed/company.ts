import type { SeedDocument } from './documents.ts'

export const company: readonly SeedDocument[] = [
  {
    id: '01COM-TRAVEL-POLICY',
    name: 'Travel policy.md',
    modified: '2026-03-02T08:15:00Z',
    content: `# Travel policy

Book through the travel desk at least 14 days ahead. Economy class up to six hours, premium economy beyond.
Rail is preferred to air for trips of under four hours.

| expense | limit |
|---|---|
| Hotel, per night | EUR 160 (London, Zurich, New York: EUR 240) |
| Meals, per day | EUR 55 |
| Taxi, per ride | EUR 40 |

Anything above the limit needs your manager's approval before the trip, not after it. Receipts go into the
expense tool within 30 days.
`,
  },
  {
    id: '01COM-HANDBOOK',
    name: 'Employee handbook.md',
    modified: '2026-05-18T10:00:00Z',
    content: `# Employee handbook

Core hours are 10:00 to 15:00. Holiday is 30 days a year; up to five carry over to March. Remote work is
agreed with your team, not with a form. If you are ill, tell your lead by 10:00; from the third day we need a
certificate.

Questions: people@contoso.example.
`,
  },
  {
    id: '01COM-ALL-HANDS',
    name: 'All-hands notes October 2026.md',
    modified: '2026-10-14T16:40:00Z',
    content: `# All-hands, October 2026

- The Lisbon office opens on 1 February 2027 with 40 desks.
- Customer satisfaction rose from 71 to 76.
- The agent pilot now has 120 users. Every action runs with the user's own permissions; nobody gets more through
  the agent than they have themselves.
- Next all-hands: 13 January 2027.
`,
  },
  {
    id: '01COM-SECURITY-BASICS',
    name: 'Security basics for everyone.md',
    modified: '2026-06-30T09:00:00Z',
    content: `# Security basics for everyone

Lock your screen. Use the password manager. Approve a sign-in prompt only if you started it. Report anything odd
to security@contoso.example, even if it turns out to be nothing: nobody is blamed for reporting.

Links that ask you to "link an account" open on our own pages first. If they do not, stop.
`,
  },
]
