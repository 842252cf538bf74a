/**
 * The names of all cells. A name reads and writes the variable of the cell that declared it last, as a closure would.
 */

export type Link = [read: () => unknown, write?: (value: unknown) => void];

export class Scope {
	readonly names: Record<string, unknown> = Object.create(null);

	/**
	 * Ties the names of a cell that starts.
	 * @param links - Ways to the cell's variables; a name without one is read from the cell's exports.
	 */
	link(names: readonly string[], links: Record<string, Link>, exports: Record<string, unknown>): void {
		for (const name of names) {
			const [read, write] = links[name] ?? [() => exports[name]];
			Object.defineProperty(this.names, name, { configurable: true, enumerable: true, get: read, set: write });
		}
	}

	/** Lets constants of a cell that ended be plain values, which are read faster. */
	settle(names: readonly string[]): void {
		for (const name of names) {
			const property = Object.getOwnPropertyDescriptor(this.names, name);
			if (property?.get && !property.set) {
				try {
					const value = property.get();
					Object.defineProperty(this.names, name, { configurable: true, enumerable: true, writable: true, value });
				} catch {
					// The cell did not get as far as this name: reading it says so.
				}
			}
		}
	}
}
