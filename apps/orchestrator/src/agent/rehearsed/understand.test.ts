import { expect, test } from 'vitest'
import type { Intent } from './intent.ts'
import { understand } from './understand.ts'

const named = (name: string) => ({ kind: 'named', name }) as const
const nth = (position: number) => ({ kind: 'ordinal', position }) as const
const that = { kind: 'that' } as const
const search = (query?: string): Intent =>
  query === undefined ? { kind: 'search' } : { kind: 'search', query }
const read = (document: Extract<Intent, { kind: 'read' }>['document']): Intent => ({ kind: 'read', document })
const bob = 'bob@contoso.example'

const SENTENCES: [string, Intent][] = [
  ['find documents about budget', search('budget')],
  ['Find me all the files about the travel policy, please.', search('travel policy')],
  ['what documents do I have', search()],
  ['What documents do I have?', search()],
  ['which files can I see about hiring?', search('hiring')],
  ['show me my documents', search()],
  ['list all documents', search()],
  ['documents', search()],
  ['Could you please search for "annual report"?', search('annual report')],
  ['search for budget documents', search('budget')],
  ['do I have anything about salaries?', search('salaries')],
  ['are there any documents on security', search('security')],
  ['which documents mention hotels', search('hotels')],
  ['look up onboarding', search('onboarding')],
  ["where's the roadmap?", search('roadmap')],
  ['show everything', search()],
  ['read the Q3 forecast', read(named('Q3 forecast'))],
  ['Open the roadmap.', read(named('roadmap'))],
  ['please open the file called "Holiday plan.docx"', read(named('Holiday plan.docx'))],
  ['show me the roadmap document', read(named('roadmap'))],
  ['show me the document called Budget 2026', read(named('Budget 2026'))],
  ['read the first one', read(nth(1))],
  ['open number 2', read(nth(2))],
  ['get the second document', read(nth(2))],
  ['read the last one please', read(nth(-1))],
  ['the third one', read(nth(3))],
  ['read it', read(that)],
  ['Can you open that document again?', read(that)],
  ['read the first draft', read(named('first draft'))],
  ['summarise it', { kind: 'summarise', document: that }],
  ['Summarize the Q3 forecast', { kind: 'summarise', document: named('Q3 forecast') }],
  ['give me a short summary of the handbook', { kind: 'summarise', document: named('handbook') }],
  ['read the roadmap and summarise it', { kind: 'summarise', document: named('roadmap') }],
  ['what does the travel policy say?', { kind: 'summarise', document: named('travel policy') }],
  [
    'what does the travel policy say about hotels?',
    { kind: 'summarise', document: named('travel policy'), about: 'hotels' },
  ],
  ["what's in the first one", { kind: 'summarise', document: nth(1) }],
  [`share the roadmap with ${bob}`, { kind: 'share', document: named('roadmap'), email: bob, role: 'read' }],
  [`Please share it with ${bob}.`, { kind: 'share', document: that, email: bob, role: 'read' }],
  [
    `send the Q3 forecast to Bob@Contoso.example!`,
    { kind: 'share', document: named('Q3 forecast'), email: bob, role: 'read' },
  ],
  [
    `share the roadmap with ${bob} so that he can edit it`,
    { kind: 'share', document: named('roadmap'), email: bob, role: 'write' },
  ],
  [
    `share the roadmap with ${bob} with write access`,
    { kind: 'share', document: named('roadmap'), email: bob, role: 'write' },
  ],
  [
    `give ${bob} read access to the handbook`,
    { kind: 'share', document: named('handbook'), email: bob, role: 'read' },
  ],
  [`let ${bob} edit the handbook`, { kind: 'share', document: named('handbook'), email: bob, role: 'write' }],
  [
    `find the roadmap and share it with ${bob}`,
    { kind: 'share', document: named('roadmap'), email: bob, role: 'read' },
  ],
  ['share the roadmap with Bob', { kind: 'share', document: named('roadmap'), role: 'read' }],
  ['share the roadmap', { kind: 'share', document: named('roadmap'), role: 'read' }],
  ['delete the old draft', { kind: 'delete', document: named('old draft') }],
  ['I want you to remove the file "notes.txt"', { kind: 'delete', document: named('notes.txt') }],
  ['get rid of the second one', { kind: 'delete', document: nth(2) }],
  ["don't delete the old draft", { kind: 'nothing' }],
  ['please do not share it', { kind: 'nothing' }],
  ['how do I delete a document?', { kind: 'help' }],
  ['help', { kind: 'help' }],
  ['What can you do?', { kind: 'help' }],
  ['hello', { kind: 'greeting' }],
  ['Thank you!', { kind: 'thanks' }],
  ['colourless green ideas sleep furiously', { kind: 'unknown' }],
  ['asdf qwer', { kind: 'unknown' }],
  ['42 is the answer', { kind: 'unknown' }],
  ['', { kind: 'unknown' }],
  ['What is the weather in Paris tomorrow?', { kind: 'unknown' }],
  ['tell me a joke', { kind: 'unknown' }],
]

const site = { repository: 'acme/website' }
const OTHERS: [string, Intent][] = [
  ['list my issues', { kind: 'list_issues' }],
  ['Show me my open issues, please.', { kind: 'list_issues' }],
  ['what issues do I have?', { kind: 'list_issues' }],
  ['which issues are assigned to me', { kind: 'list_issues' }],
  ['list my issues on GitHub', { kind: 'list_issues' }],
  ['what are my GitHub issues?', { kind: 'list_issues' }],
  ['do I have any issues', { kind: 'list_issues' }],
  ['list the issues of acme/website', { kind: 'list_issues', ...site }],
  ['show closed issues in the repository acme/website', { kind: 'list_issues', ...site, state: 'closed' }],
  ['which issues are open in website?', { kind: 'list_issues', repository: 'website' }],
  ['list my repositories', { kind: 'list_repositories' }],
  ['which repos can I see?', { kind: 'list_repositories' }],
  ['show issue 12 of acme/website', { kind: 'read_issue', ...site, number: 12 }],
  ['read the issue #12 in acme/website', { kind: 'read_issue', ...site, number: 12 }],
  ['Open acme/website#12', { kind: 'read_issue', ...site, number: 12 }],
  ['summarise issue 12 of acme/website', { kind: 'read_issue', ...site, number: 12 }],
  ['what does issue 12 of acme/website say?', { kind: 'read_issue', ...site, number: 12 }],
  ['show issue 12', { kind: 'read_issue', number: 12 }],
  [
    'create an issue in acme/website: The logo is blurred',
    { kind: 'create_issue', ...site, title: 'The logo is blurred' },
  ],
  [
    'Please open a new issue in acme/website titled “Open it and read it.”',
    { kind: 'create_issue', ...site, title: 'Open it and read it.' },
  ],
  [
    'file a bug in acme/website: delete the old draft',
    { kind: 'create_issue', ...site, title: 'delete the old draft' },
  ],
  [
    'comment on issue 12 of acme/website: Looks good to me',
    { kind: 'comment_on_issue', ...site, number: 12, body: 'Looks good to me' },
  ],
  [
    'reply to acme/website#12: “I am on it.”',
    { kind: 'comment_on_issue', ...site, number: 12, body: 'I am on it.' },
  ],
  [
    'comment “Done” on issue #12 of acme/website',
    { kind: 'comment_on_issue', ...site, number: 12, body: 'Done' },
  ],
  ['comment on it: Me too', { kind: 'comment', on: that, text: 'Me too' }],
  ['reply to the second one: Me too', { kind: 'comment', on: nth(2), text: 'Me too' }],
  ['delete the repository acme/website', { kind: 'delete_repository', ...site }],
  ['remove the old-site repo', { kind: 'delete_repository', repository: 'old-site' }],
  ["don't delete the repository acme/website", { kind: 'nothing' }],
  ['how do I delete a repository?', { kind: 'help' }],
  ['find tickets about login', { kind: 'search_tickets', query: 'login' }],
  ['Search for Jira tickets about the “VPN”', { kind: 'search_tickets', query: 'VPN' }],
  ['list my tickets', { kind: 'search_tickets', mine: true }],
  ['what tickets do I have?', { kind: 'search_tickets', mine: true }],
  ['which tickets are assigned to me', { kind: 'search_tickets', mine: true }],
  ['show open tickets in WEB', { kind: 'search_tickets', project: 'WEB' }],
  [
    'list my tickets in ops about backups',
    { kind: 'search_tickets', mine: true, project: 'OPS', query: 'backups' },
  ],
  ['are there any tickets about printers?', { kind: 'search_tickets', query: 'printers' }],
  ['show WEB-12', { kind: 'read_ticket', key: 'WEB-12' }],
  ['Open ticket web-12.', { kind: 'read_ticket', key: 'WEB-12' }],
  ['WEB-12', { kind: 'read_ticket', key: 'WEB-12' }],
  ['what does WEB-12 say?', { kind: 'read_ticket', key: 'WEB-12' }],
  [
    'create a ticket in WEB: The logo is blurred',
    { kind: 'create_ticket', project: 'WEB', type: 'Task', summary: 'The logo is blurred' },
  ],
  [
    'report a bug in OPS: Backups fail',
    { kind: 'create_ticket', project: 'OPS', type: 'Bug', summary: 'Backups fail' },
  ],
  ['comment on WEB-12: Fixed', { kind: 'comment_on_ticket', key: 'WEB-12', text: 'Fixed' }],
  ['add a comment to ticket WEB-12: Fixed', { kind: 'comment_on_ticket', key: 'WEB-12', text: 'Fixed' }],
  // Documents may be about anything.
  ['find documents about issues', search('issues')],
  ['find the ticket policy', search('ticket policy')],
  ['read the issue policy', read(named('issue policy'))],
  ['delete the repository policy document', { kind: 'delete', document: named('repository policy') }],
]

test.for(OTHERS)('“%s” is understood', ([sentence, intent]) => {
  expect(understand(sentence)).toEqual(intent)
})

test.for(SENTENCES)('“%s” is understood', ([sentence, intent]) => {
  expect(understand(sentence)).toEqual(intent)
})

test('the table is not silently short', () => {
  expect(SENTENCES.length).toBeGreaterThan(40)
  expect(OTHERS.length).toBeGreaterThan(40)
})
