/** Something to tell the operator's webhook, until it has been told. */
export interface StoredNotice {
  id: string
  body: string
  attempts: number
  /** Milliseconds since the epoch. */
  nextAttempt: number
}

/** Where notices wait to be delivered. Each came with the change that it tells of (`JobStore.change`). */
export interface NoticeStore {
  due(now: number): Promise<StoredNotice[]>
  /** Compare-and-swap on the attempts: one process makes each. */
  claim(notice: StoredNotice, nextAttempt: number): Promise<boolean>
  remove(id: string): Promise<void>
}
