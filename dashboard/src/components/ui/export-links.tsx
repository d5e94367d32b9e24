import { withQuery } from '@/lib/http';

interface ExportLinksProps {
  /** The list's address, e.g. /api/trades. */
  path: string;
  query?: Record<string, string | number | null | undefined>;
}

const kMostRows = 500;

/** The list as a file: its newest 500 items; older ones by the API's cursor. */
export const ExportLinks = ({ path, query = {} }: ExportLinksProps) => {
  const name = path.split('/').at(-1) ?? 'list';
  return (
    <span className="row-actions small">
      <a href={withQuery(path, { ...query, limit: kMostRows, format: 'csv' })} download={`${name}.csv`}>
        CSV
      </a>
      <a href={withQuery(path, { ...query, limit: kMostRows })} download={`${name}.json`}>
        JSON
      </a>
    </span>
  );
};
