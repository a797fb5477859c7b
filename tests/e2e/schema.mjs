// SPDX-License-Identifier: GPL-2.0-or-later
// Holds values against the JSON Schema of an OpenAPI 3.1 document: the keywords ours uses, and an
// error for any other, so that a new keyword is never skipped in silence.

const typeOf = (value) =>
  value === null ? 'null'
  : Array.isArray(value) ? 'array'
  : Number.isInteger(value) ? 'integer'
  : typeof value;

const formats = {
  'uri-reference': (s) => /^[\x21-\x7e]*$/.test(s) && URL.canParse(s, 'http://host'),
  'date-time': (s) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(s),
};

const keywords = {
  description: () => true,
  default: () => true,
  type: (want, v) => [want].flat().some((t) => t === typeOf(v) || (t === 'number' && typeOf(v) === 'integer')),
  const: (want, v) => v === want,
  enum: (want, v) => want.includes(v),
  minimum: (want, v) => v >= want,
  maximum: (want, v) => v <= want,
  maxItems: (want, v) => v.length <= want,
  pattern: (want, v) => new RegExp(want, 'u').test(v),
  format: (want, v) => formats[want](v),
  required: (want, v) => want.every((name) => Object.hasOwn(v, name)),
  additionalProperties: (want, v, schema) =>
    want !== false || Object.keys(v).every((name) => Object.hasOwn(schema.properties, name)),
};

// Every violation as "place: keyword", empty when the value conforms.
export function violations(document, schema, value, place = '$') {
  if (schema.$ref) {
    const target = schema.$ref.replace(/^#\//, '').split('/').reduce((o, name) => o[name], document);
    return violations(document, target, value, place);
  }
  const found = [];
  const ofObjects = ['properties', 'required', 'additionalProperties'];
  for (const [keyword, want] of Object.entries(schema)) {
    if (value === null && ofObjects.includes(keyword)) continue; // JSON Schema: these ask nothing of others
    if (keyword === 'properties') {
      for (const [name, inner] of Object.entries(want))
        if (Object.hasOwn(value, name)) found.push(...violations(document, inner, value[name], `${place}.${name}`));
    } else if (keyword === 'items') {
      value.forEach((item, i) => found.push(...violations(document, want, item, `${place}[${i}]`)));
    } else if (!keywords[keyword]) {
      throw new Error(`schema keyword that no test knows: ${keyword}`);
    } else if (!keywords[keyword](want, value, schema)) {
      found.push(`${place}: ${keyword} ${JSON.stringify(want)}, got ${JSON.stringify(value)?.slice(0, 80)}`);
      if (keyword === 'type') return found;
    }
  }
  return found;
}

// The schema of a response: by path template, status and media type, through references.
export function responseSchema(document, path, status, mediaType) {
  let response = document.paths[path]?.get?.responses?.[status];
  if (response?.$ref) response = response.$ref.replace(/^#\//, '').split('/').reduce((o, n) => o[n], document);
  return response?.content?.[mediaType]?.schema;
}
