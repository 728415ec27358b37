/**
 * What one description of a tenant says otherwise than another. Sets are written as arrays and compared as sets.
 *
 * @returns a sentence each, with the path; none: an empty list
 */
export function findDifferences(expected: unknown, actual: unknown, path = 'tenant'): string[] {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const [wanted, found] = [expected.map(said), actual.map(said)]
    return [
      ...wanted.filter((item) => !found.includes(item)).map((item) => `${path}: ${item} is missing`),
      ...found.filter((item) => !wanted.includes(item)).map((item) => `${path}: ${item} is too much`),
      ...found
        .filter((item, index) => found.indexOf(item) !== index)
        .map((item) => `${path}: ${item} is there twice`),
    ]
  }
  if (isRecord(expected) && isRecord(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)])
    return [...keys].flatMap((key) => {
      const here = `${path} / ${key}`
      if (!(key in actual)) return [`${here} is missing`]
      if (!(key in expected)) return [`${here} is too much`]
      return findDifferences(expected[key], actual[key], here)
    })
  }
  return said(expected) === said(actual) ? [] : [`${path} is ${said(actual)}, not ${said(expected)}`]
}

function said(value: unknown): string {
  return JSON.stringify(value) ?? 'absent'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
