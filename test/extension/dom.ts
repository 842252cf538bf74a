/** jsdom has no drag events, and Lumino's widgets want the name when they are loaded. */
globalThis.DragEvent ??= class extends MouseEvent {} as typeof DragEvent;
