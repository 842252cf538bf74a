/** Who the kernel is. */
import { type Content, PROTOCOL } from "../protocol/message";

const { version }: { version: string } = require("../../package.json");
const typescript: { version: string } = require("typescript/package.json");

export function kernelInfo(): Content {
	return {
		status: "ok",
		protocol_version: PROTOCOL,
		implementation: "attention-lab",
		implementation_version: version,
		language_info: {
			name: "typescript",
			version: typescript.version,
			mimetype: "text/typescript",
			file_extension: ".ts",
			pygments_lexer: "typescript",
			codemirror_mode: "typescript",
			nbconvert_exporter: "script",
		},
		banner: `Attention Lab ${version} — TypeScript ${typescript.version} on Node ${process.versions.node}`,
		debugger: true,
		supported_features: ["debugger", "kernel subshells"],
		help_links: [
			{ text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
			{ text: "TensorFlow.js", url: "https://js.tensorflow.org/api/latest/" },
			{ text: "Node.js", url: "https://nodejs.org/docs/latest/api/" },
		],
	};
}
