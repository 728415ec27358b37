import type { Status } from './store.ts'

interface SeedTicket {
  summary: string
  /** Plain text, a paragraph for each line. */
  description: string | null
  reporter: string
  created: string
  assignee?: string
  status?: Status
  issueType?: string
  priority?: string
  labels?: string[]
  comments?: { author: string; body: string; created: string }[]
}

interface SeedProject {
  id: number
  key: string
  name: string
  members: string[]
  tickets: SeedTicket[]
}

/** What is there on the first day. Each account sees the projects that it is a member of. */
export const PROJECTS: readonly SeedProject[] = [
  {
    id: 10_001,
    key: 'FIN',
    name: 'Finance',
    members: ['alice.archer'],
    tickets: [
      {
        summary: 'Close October',
        description: 'Accruals are in.\nMissing: the statement of the Zurich account.',
        reporter: 'alice.archer',
        assignee: 'alice.archer',
        status: 'In Progress',
        priority: 'High',
        created: '2026-11-02T08:00:00.000Z',
        comments: [
          {
            author: 'alice.archer',
            body: 'Zurich promised it for Thursday.',
            created: '2026-11-04T09:15:00.000Z',
          },
        ],
      },
      {
        summary: 'Budget 2027, first draft',
        description: 'Salaries are not to leave this project.',
        reporter: 'alice.archer',
        assignee: 'alice.archer',
        created: '2026-11-10T13:30:00.000Z',
        labels: ['budget'],
      },
    ],
  },
  {
    id: 10_002,
    key: 'ENG',
    name: 'Engineering',
    members: ['alice.archer', 'bob.baker'],
    tickets: [
      {
        summary: 'Refunds are rounded twice',
        description: 'See the issue in contoso/payments-api.\nFinance needs it fixed before the close.',
        reporter: 'alice.archer',
        assignee: 'bob.baker',
        status: 'In Progress',
        issueType: 'Bug',
        priority: 'High',
        labels: ['payments'],
        created: '2026-10-06T07:45:00.000Z',
        comments: [
          { author: 'bob.baker', body: 'Reproduced with EUR 10.005.', created: '2026-10-06T12:05:00.000Z' },
        ],
      },
      {
        summary: 'Review the statement export',
        description: null,
        reporter: 'bob.baker',
        assignee: 'alice.archer',
        created: '2026-11-03T10:20:00.000Z',
      },
      {
        summary: 'Move to Node 24',
        description: 'Done in all services but the gateway.',
        reporter: 'bob.baker',
        assignee: 'bob.baker',
        status: 'Done',
        created: '2026-07-01T09:00:00.000Z',
      },
    ],
  },
  {
    id: 10_003,
    key: 'PART',
    name: 'Partners',
    members: ['bob.baker', 'erin.eklund'],
    tickets: [
      {
        summary: 'Access to the sandbox',
        description: 'For three reviewers, until the end of the year.',
        reporter: 'erin.eklund',
        assignee: 'bob.baker',
        created: '2026-10-21T15:00:00.000Z',
      },
      {
        summary: 'Review the onboarding guide',
        description: null,
        reporter: 'bob.baker',
        assignee: 'erin.eklund',
        priority: 'Low',
        created: '2026-11-12T09:40:00.000Z',
      },
    ],
  },
  {
    id: 10_004,
    key: 'SIDE',
    name: 'Side project',
    members: ['alice.side'],
    tickets: [
      {
        summary: 'Find a name',
        description: null,
        reporter: 'alice.side',
        assignee: 'alice.side',
        created: '2026-09-05T19:00:00.000Z',
      },
    ],
  },
]
