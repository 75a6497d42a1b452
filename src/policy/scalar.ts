// Where each part of a text stands in its file, however it was written: plain, in quotes with escapes, or as a block over lines.

/** From `from`, counted in the text, until the next run: it starts here and runs on in this line. */
export interface TextRun {
  readonly from: number;
  readonly line: number;
  readonly column: number;
}
