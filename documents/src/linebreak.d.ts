/** What is used of `linebreak` 1.1.0, which brings no types. */
declare module "linebreak" {
  export default class LineBreaker {
    constructor(text: string);
    /** In UTF-16 code units; `required` where the line ends whatever its width. */
    nextBreak(): { readonly position: number; readonly required: boolean } | null;
  }
}
