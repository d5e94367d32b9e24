import { useQuery } from '@tanstack/react-query';

import { Page, Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/states';
import { documentQuery, operationsOf, schemasOf } from '@/features/reference/api/document';
import type { Operation } from '@/features/reference/api/document';

const Call = ({ method, path, summary, query, body, answer }: Operation) => (
  <details>
    <summary>
      <code>
        {method} {path}
      </code>{' '}
      <span className="muted">{summary}</span>
    </summary>
    {query.length > 0 && (
      <dl>
        {query.map(({ name, description }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
    )}
    {body && <p>Takes {body}.</p>}
    <p>{answer ? `Answers ${answer}.` : 'Answers without a body.'}</p>
  </details>
);

/** The API as its own document describes it. */
export function ReferenceRoute() {
  const query = useQuery(documentQuery());
  return (
    <Page
      title="API"
      intro={
        <>
          All that this dashboard does, scripts can do too, with a key made under Account. The document:{' '}
          <a href="/api/openapi.json">openapi.json</a>.
        </>
      }
    >
      <QueryView query={query}>
        {(document) => (
          <>
            <Panel title="Calls">
              {operationsOf(document).map((operation) => (
                <Call key={`${operation.method} ${operation.path}`} {...operation} />
              ))}
            </Panel>
            <Panel title="Objects">
              {schemasOf(document).map(({ name, fields }) => (
                <details key={name}>
                  <summary>{name}</summary>
                  <ul className="plain">
                    {fields.map(({ field, type }) => (
                      <li key={field}>
                        <code>{field}</code> {type}
                      </li>
                    ))}
                  </ul>
                </details>
              ))}
            </Panel>
          </>
        )}
      </QueryView>
    </Page>
  );
}
