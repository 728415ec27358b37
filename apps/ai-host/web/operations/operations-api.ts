import type { OrchestratorFetch } from '../auth/orchestrator-fetch.ts'
import { Operation, OperationList } from '../wire/operation.ts'

export interface OperationsApi {
  list(): Promise<Operation[]>
  get(id: string): Promise<Operation>
  /** Runs it, once: again for one that runs or has ended only tells how it stands. */
  resume(id: string): Promise<Operation>
  cancel(id: string): Promise<Operation>
}

/** The person's parked operations at the orchestrator. Each function throws as `fetch` does. */
export function operationsApi(fetch: OrchestratorFetch): OperationsApi {
  const send = async (id: string, path = '', method = 'GET'): Promise<Operation> => {
    const response = await fetch(`/api/operations/${encodeURIComponent(id)}${path}`, { method })
    return Operation.parse(await response.json())
  }
  return {
    list: async () => OperationList.parse(await (await fetch('/api/operations')).json()).operations,
    get: (id) => send(id),
    resume: (id) => send(id, '/resume', 'POST'),
    cancel: (id) => send(id, '', 'DELETE'),
  }
}
