import type { Attack } from '../../attack.ts'
import { jsonIn, type Answer } from '../../http.ts'

/** The token is good and the scope is right; the resource decides by the person, in the words for what does not exist. */
export const attack: Attack = {
  title: "Another user's document, by its id",
  playbook: "playbook: delegated permissions are the user's own",
  controls: ['DEL-3'],
  expected: { by: 'mock-graph', reason: 'permission_denied', status: 200 },
  control: async ({ system }) =>
    (await system.person('Alice')).tool('read_document', { id: '01FIN-BUDGET-2027' }),
  attempt: async ({ system }) => {
    const bob = await system.person('Bob')
    const answer = await bob.tool('read_document', { id: '01FIN-BUDGET-2027' })
    const nothing = await bob.tool('read_document', { id: '01FIN-NO-SUCH' })
    if (sentence(answer) !== sentence(nothing)) throw new Error('the answer tells that the document exists')
    return answer
  },
}

function sentence({ text }: Answer): string {
  return JSON.stringify(jsonIn(text)['refusal'])
}
