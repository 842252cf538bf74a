import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port";

const CHECKOUT = join(__dirname, "..", "..");
const PYTHON = join(CHECKOUT, ".venv", "bin", "python");

/** Nothing that pops up, nothing that asks the network. */
const SETTINGS = {
	"@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
		fetchNews: "false",
		checkForUpdates: false,
		doNotDisturbMode: true,
	},
};

/** A real JupyterLab (and Notebook 7) of its own: own port, own settings, a copy of the course, gone afterwards. */
export class LabServer {
	/** A copy of `notebooks/`: tests may write here. */
	readonly root: string;
	private constructor(
		readonly url: string,
		private readonly home: string,
		private readonly child: ChildProcess,
	) {
		this.root = join(home, "root");
	}

	static async start(): Promise<LabServer> {
		const home = mkdtempSync(join(tmpdir(), "attention-lab-e2e-"));
		prepare(home);
		const port = await freePort();
		const options = [
			"--no-browser",
			"--allow-root",
			`--ServerApp.port=${port}`,
			"--ServerApp.port_retries=0",
			"--ServerApp.ip=127.0.0.1",
			"--IdentityProvider.token=",
			`--ServerApp.root_dir=${join(home, "root")}`,
			"--LabApp.extension_manager=readonly",
		];
		const child = spawn(PYTHON, ["-m", "jupyterlab", ...options], { env: environment(home), cwd: home });
		const log = createWriteStream(join(home, "server.log"));
		child.stdout?.pipe(log);
		child.stderr?.pipe(log);
		const server = new LabServer(`http://127.0.0.1:${port}`, home, child);
		await server.answers();
		return server;
	}

	/** Writes a notebook into the root. */
	write(name: string, notebook: object): void {
		writeFileSync(join(this.root, name), JSON.stringify(notebook));
	}

	/** Sets what a reader has set for all maps; a page that is opened from now on has it. */
	configure(settings: object): void {
		const folder = join(this.home, "settings", "@attention-lab", "jupyterlab");
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, "plugin.jupyterlab-settings"), JSON.stringify(settings));
	}

	/** Reads what JupyterLab has saved. */
	read(name: string): { cells: { outputs?: SavedOutput[] }[]; metadata: Record<string, unknown> } {
		return JSON.parse(readFileSync(join(this.root, name), "utf8"));
	}

	/** Stops the server, its kernels with it, and removes everything it wrote. */
	async stop(): Promise<void> {
		if (this.child.exitCode === null) {
			const exited = once(this.child, "exit");
			this.child.kill("SIGTERM");
			const late = setTimeout(() => this.child.kill("SIGKILL"), 15_000);
			await exited;
			clearTimeout(late);
		}
		rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
	}

	private async answers(): Promise<void> {
		const deadline = Date.now() + 90_000;
		while (Date.now() < deadline && this.child.exitCode === null) {
			const answer = await fetch(`${this.url}/api`).catch(() => null);
			if (answer?.ok) return;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		const log = readFileSync(join(this.home, "server.log"), "utf8");
		await this.stop();
		throw new Error(`JupyterLab did not answer:\n${log.slice(-2000)}`);
	}
}

/** An output as nbformat saves it. */
export interface SavedOutput {
	data?: Record<string, unknown>;
	metadata?: Record<string, Record<string, unknown>>;
}

function prepare(home: string): void {
	for (const folder of ["config", "data", "settings", "workspaces", "runtime", "prefix"]) {
		mkdirSync(join(home, folder), { recursive: true });
	}
	cpSync(join(CHECKOUT, "notebooks"), join(home, "root"), {
		recursive: true,
		filter: (source) => !/node_modules|\.ipynb_checkpoints/.test(source),
	});
	for (const [name, value] of Object.entries(SETTINGS)) {
		const file = join(home, "settings", name);
		mkdirSync(join(file, ".."), { recursive: true });
		writeFileSync(file, JSON.stringify(value));
	}
	const installer = join(CHECKOUT, "extension", "install.mjs");
	const { status, stderr } = spawnSync(process.execPath, [installer, "--prefix", join(home, "prefix")]);
	if (status !== 0) throw new Error(`the labextension cannot be installed: ${stderr}`);
}

function environment(home: string): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(([name]) => !/^(JUPYTER|JPY_|IPYTHON)/.test(name));
	return {
		...Object.fromEntries(inherited),
		JUPYTER_CONFIG_DIR: join(home, "config"),
		JUPYTER_DATA_DIR: join(home, "data"),
		JUPYTER_PATH: join(home, "prefix", "share", "jupyter"),
		JUPYTER_RUNTIME_DIR: join(home, "runtime"),
		JUPYTERLAB_SETTINGS_DIR: join(home, "settings"),
		JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
		IPYTHONDIR: join(home, "ipython"),
	};
}
