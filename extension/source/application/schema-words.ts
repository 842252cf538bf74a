import type { Words } from "../words/words";

/** A schema, or a part of one, as far as it is read. */
interface Named {
	title?: string;
	description?: string;
	properties?: Readonly<Record<string, Named>>;
}

/**
 * The schema of the settings in the reader's language. JupyterLab's server translates schemas from language packs alone, so what
 * our own words say is put in here, by the registry's own way to change a schema while it is loaded.
 */
export function inWords<S extends Named>(schema: S, words: Words): S {
	const { title, description, properties } = schema;
	const parts = Object.entries(properties ?? {}).map(([name, part]) => [name, inWords(part, words)]);
	return {
		...schema,
		...(title !== undefined && { title: words(title) }),
		...(description !== undefined && { description: words(description) }),
		...(properties !== undefined && { properties: Object.fromEntries(parts) }),
	};
}
