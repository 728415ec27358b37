import type { Catalogue } from '../wire/catalogue.ts'

/** Says plainly when no AI is at work. */
export function ModelLabel({ model }: { model: Catalogue['model'] }) {
  return (
    <p className="model" data-testid="model-label">
      {model.rehearsed ? (
        <>
          <strong>Rehearsed model:</strong> deterministic, offline, no AI provider
        </>
      ) : (
        <>
          <strong>Model:</strong> {model.label}
        </>
      )}
    </p>
  )
}
