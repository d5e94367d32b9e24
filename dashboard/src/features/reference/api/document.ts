import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';

import { get } from '@/lib/http';

interface Schema {
  $ref?: string | undefined;
  type?: string | string[] | undefined;
  format?: string | undefined;
  items?: Schema | undefined;
  properties?: Record<string, Schema> | undefined;
}
const schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    items: schema.optional(),
    properties: z.record(z.string(), schema).optional(),
  }),
);
const content = z.record(z.string(), z.object({ schema }));
const operation = z.object({
  summary: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), description: z.string() })),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ content: content.optional() })),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), schema) }),
});
type Document = z.infer<typeof documentSchema>;

export const documentQuery = () =>
  queryOptions({
    queryKey: ['openapi'],
    staleTime: Infinity,
    queryFn: ({ signal }) => get('/api/openapi.json', documentSchema, signal),
  });

export interface Operation {
  method: string;
  path: string;
  summary: string;
  query: { name: string; description: string }[];
  body: string;
  answer: string;
}

function wordsOf(what: Schema | undefined): string {
  if (!what) return '';
  if (what.$ref) return what.$ref.slice(what.$ref.lastIndexOf('/') + 1);
  if (what.properties?.['items']) return `a page of ${wordsOf(what.properties['items'].items)}`;
  if (what.items) return `list of ${wordsOf(what.items)}`;
  const type = Array.isArray(what.type) ? what.type.join(' or ') : (what.type ?? 'anything');
  return what.format ? `${type} (${what.format})` : type;
}

const bodyOf = (found: z.infer<typeof content> | undefined): string => wordsOf(Object.values(found ?? {})[0]?.schema);

export const operationsOf = ({ paths }: Document): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary, parameters, requestBody, responses }]) => ({
      method: method.toUpperCase(),
      path,
      summary,
      query: parameters.filter((parameter) => parameter.in === 'query'),
      body: bodyOf(requestBody?.content),
      answer: bodyOf(Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content),
    })),
  );

export const schemasOf = ({ components }: Document): { name: string; fields: { field: string; type: string }[] }[] =>
  Object.entries(components.schemas).map(([name, { properties }]) => ({
    name,
    fields: Object.entries(properties ?? {}).map(([field, type]) => ({ field, type: wordsOf(type) })),
  }));
