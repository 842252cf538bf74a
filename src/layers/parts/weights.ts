/** How the parts of a layer get their weights. */
import { initializers, type LayerVariable, type Shape } from "@tensorflow/tfjs-layers";
import { wrong } from "../../wrong";

const INITIALIZERS = [
	"glorotNormal",
	"glorotUniform",
	"heNormal",
	"heUniform",
	"leCunNormal",
	"ones",
	"randomNormal",
	"randomUniform",
	"truncatedNormal",
	"zeros",
] as const;
export type InitializerName = (typeof INITIALIZERS)[number];
export type Initializer = ReturnType<typeof initializers.zeros>;

/** Adds a weight to the layer that is being built; its name must be new there. */
export type MakeWeight = (name: string, shape: Shape, start: InitializerName) => LayerVariable;

/** The same for a part, whose weights are then called `part_name`. */
export function named(part: string, make: MakeWeight): MakeWeight {
	return (name, shape, start) => make(`${part}_${name}`, shape, start);
}

export function checkInitializer(name: string, key: string, value: unknown): void {
	if (value === undefined || (INITIALIZERS as readonly unknown[]).includes(value)) return;
	throw wrong(name, `${key} must be one of ${INITIALIZERS.join(", ")}`, { [key]: value });
}

/** With a seed, the same numbers on every run. */
export function initializer(name: InitializerName, seed?: number): Initializer {
	return initializers[name]({ seed } as never);
}
