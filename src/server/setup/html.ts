// HTML as a value: what is put into the template is escaped, unless it is HTML itself.

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Html[];

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (one) => NAMED[one] ?? one);

function written(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map(({ text }) => text).join('');
}

export const html = (fixed: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(
    fixed.map((text, index) => text + (index < parts.length ? written(parts[index] ?? '') : '')).join(''),
  );
