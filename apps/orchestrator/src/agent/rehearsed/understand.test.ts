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

test.for(SENTENCES)('“%s” is understood', ([sentence, intent]) => {
  expect(understand(sentence)).toEqual(intent)
})

test('the table is not silently short', () => {
  expect(SENTENCES.length).toBeGreaterThan(40)
})
