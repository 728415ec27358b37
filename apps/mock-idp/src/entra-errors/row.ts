/** One line of the table. */
export interface Row {
  code?: number
  error: string
  text: string
  /** Further numbers in `error_codes`. */
  also?: readonly number[]
  suberror?: string
  /** Default: 400. */
  status?: number
}

export function row(
  code: number | undefined,
  error: string,
  text: string,
  more: Pick<Row, 'also' | 'suberror' | 'status'> = {},
): Row {
  return { error, text, ...more, ...(code === undefined ? {} : { code }) }
}
