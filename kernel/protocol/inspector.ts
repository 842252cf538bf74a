/** What supervisor and inspector of the runtime say to each other. */

/** What the runtime's side sends: an answer, or news. */
export interface FromInspector {
	id?: number;
	result?: unknown;
	error?: string;
	method?: string;
	params?: unknown;
}

export interface ToInspector {
	id: number;
	method: string;
	params: object;
}
