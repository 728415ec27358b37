/** A guard, how to remove it, and the test that must notice. */
export interface Guard {
  guard: string
  /** From the root of the repository. */
  file: string
  /** Found exactly once in the file, or the guard has moved and the row must move with it. */
  cut: string
  paste: string
  red: {
    /** Test file, from the root. */
    file: string
    /** Part of the title of a test in it that passes with the guard and fails without. */
    test: string
  }
}
