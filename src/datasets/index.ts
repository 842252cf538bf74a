/** Data that comes with the library. */
export { type Digits, digits } from "./digits";
