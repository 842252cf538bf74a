/** The engines that can run attention, fastest first. */
export const BACKENDS = ["tensorflow", "wasm", "cpu"] as const;
export type BackendName = (typeof BACKENDS)[number];

/** Which engine runs, and why no faster one. */
export interface BackendReport {
	name: BackendName;
	/** Version of the TensorFlow that the binding has loaded, such as "2.21.0". */
	tensorflow?: string;
	/** Threads of one operation. */
	threads?: number;
	/** How attention runs: `fused, avx512` as one operation of our own, `composed` as several of the engine's. */
	attention?: string;
	/** TensorFlow computes on a GPU. */
	gpu?: boolean;
	/** Why nothing faster runs; absent on the fastest engine. */
	reason?: string;
}

export function isBackendName(name: unknown): name is BackendName {
	return BACKENDS.includes(name as BackendName);
}
