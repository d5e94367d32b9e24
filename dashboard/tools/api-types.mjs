// Writes src/lib/api-types.ts from openapi.json, the gateway's own description of its answers:
//   npm run api-types
// openapi.json is what GET /api/openapi.json serves; a test of the gateway compares the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const kPlain = { string: 'string', number: 'number', integer: 'number', boolean: 'boolean', null: 'null', object: 'Record<string, unknown>', array: 'unknown[]' };

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if (schema.type === 'array' && schema.items) return `${typeOf(schema.items)}[]`;
  return [schema.type].flat().map((type) => kPlain[type]).join(' | ');
}

function interfaceOf([name, { properties = {}, required = [] }]) {
  const fields = Object.entries(properties).map(
    ([field, schema]) => `  ${field}${required.includes(field) ? '' : '?'}: ${typeOf(schema)};\n`,
  );
  return fields.length === 0 ? `export type ${name} = Record<string, never>;\n` : `export interface ${name} {\n${fields.join('')}}\n`;
}

/** The TypeScript text for a document. */
export const typesOf = (document) =>
  `// Made from openapi.json by tools/api-types.mjs; do not edit.\n\n${Object.entries(document.components.schemas).map(interfaceOf).join('\n')}`;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const here = new URL('..', import.meta.url);
  const document = JSON.parse(readFileSync(new URL('openapi.json', here), 'utf8'));
  writeFileSync(new URL('src/lib/api-types.ts', here), typesOf(document));
}
