/** The connection file: where the front end expects the kernel. */
import * as fs from "node:fs";

export interface Connection {
	transport: "tcp" | "ipc";
	ip: string;
	shell_port: number;
	control_port: number;
	iopub_port: number;
	stdin_port: number;
	hb_port: number;
	/** Signs messages; empty for none. */
	key: string;
	signature_scheme: string;
	/** CurveZMQ keys, when the front end wants encryption. */
	curve_publickey?: string;
	curve_secretkey?: string;
}

export type Port = "shell_port" | "control_port" | "iopub_port" | "stdin_port" | "hb_port";

const PORTS: readonly Port[] = ["shell_port", "control_port", "iopub_port", "stdin_port", "hb_port"];

export function readConnection(file: string): Connection {
	const found: Partial<Connection> = JSON.parse(fs.readFileSync(file, "utf8"));
	const connection = { transport: "tcp", ip: "127.0.0.1", key: "", signature_scheme: "hmac-sha256", ...found };
	for (const port of PORTS) {
		if (!Number.isInteger(connection[port])) {
			throw new Error(
				`readConnection: ${file} must give a number for ${port}, got ${JSON.stringify(connection[port])}`,
			);
		}
	}
	return connection as Connection;
}

export function ports(connection: Connection): Record<Port, number> {
	return Object.fromEntries(PORTS.map((port) => [port, connection[port]])) as Record<Port, number>;
}

export function address({ transport, ip, ...ports }: Connection, port: Port): string {
	return `${transport}://${ip}${transport === "tcp" ? ":" : "-"}${ports[port]}`;
}
