/** This process among those that run operations on one store. */
export interface Runners {
  /** The name of this process; no other ever has it. */
  readonly id: string
  /**
   * Which of these processes are gone for certain. A slow one is not: its call would run twice.
   * @throws DatabaseUnavailable
   */
  gone(ids: readonly string[]): Promise<ReadonlySet<string>>
  close(): Promise<void>
}
