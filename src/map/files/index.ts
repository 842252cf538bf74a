/** What becomes of a map outside of a notebook: files of numbers, figures, a page. */
export { csvField, shortest, toCsv } from "./csv";
export { type FigureLook, figureOf } from "./figure";
export { figureToPdf, type PaintedText, type PaintText } from "./figurePdf";
export { figureToSvg } from "./figureSvg";
export { toSelection } from "./json";
export { latinOf } from "./latin";
export { toNpy } from "./npy";
export { type PageOptions, toPage } from "./page";
export { accuracyOf, placeOf, type Region, sizeOf } from "./region";
export type { Figure, Shape } from "./shapes";
