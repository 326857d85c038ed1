import { get } from './matching.js';

/** A `${name}` that nothing has been saved under. */
export class UnknownNameError extends Error {
  override readonly name = 'UnknownNameError';
}

/**
 * Puts saved values in the place of `${case.id}`; a text that is nothing but one name takes the value as it is. `{ base64 of: text }` is
 * how a document's words stand in a story.
 */
export function fill(written: unknown, names: Readonly<Record<string, unknown>>): unknown {
  if (typeof written === 'string') return fillText(written, names);
  if (Array.isArray(written)) return written.map((item) => fill(item, names));
  if (typeof written !== 'object' || written === null) return written;
  const words = (written as Record<string, unknown>)['base64 of'];
  if (typeof words === 'string') return Buffer.from(String(fill(words, names))).toString('base64');
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [String(fillText(key, names)), fill(value, names)]));
}

function fillText(text: string, names: Readonly<Record<string, unknown>>): unknown {
  const whole = /^\$\{([^}]+)\}$/.exec(text);
  if (whole?.[1] !== undefined) return valueOf(whole[1], names);
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => String(valueOf(name, names)));
}

function valueOf(name: string, names: Readonly<Record<string, unknown>>): unknown {
  const value = get(names, name.trim());
  if (value === undefined) throw new UnknownNameError(`nothing is saved as \${${name}}`);
  // a name of story.yaml may itself be written with names
  return typeof value === 'string' && value.includes('${') ? fill(value, names) : value;
}
