import type { Arrow } from '../record/arrow.ts'

/** Of its small type, in CSS pixels: as wide as a wide letter, so that two labels never meet. */
const LETTER = 7
const LINE = 16

/** What stands on an arrow, a line for each thing that went this way. */
export function labelLines({ label, refused = false }: Pick<Arrow, 'label' | 'refused'>): string[] {
  return label.split(', ').map((line, index) => (refused && index === 0 ? `✕ ${line}` : line))
}

export function labelSize(arrow: Pick<Arrow, 'label' | 'refused'>): { width: number; height: number } {
  const lines = labelLines(arrow)
  return {
    width: Math.max(...lines.map(({ length }) => length)) * LETTER + 12,
    height: lines.length * LINE + 2,
  }
}
