/** Every place that set-up writes to, all of them inside the checkout. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const windows = process.platform === "win32";

export const at = (...parts) => join(root, ...parts);
export const venv = at(".venv");
export const python = windows ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");
export const models = join(venv, "share", "attention-lab", "models");
export const grading = join(venv, "share", "attention-lab", "grading");
export const tracking = join(venv, "share", "attention-lab", "tracking");
export const stamps = at("node_modules", ".attention-lab");
export const pythonStamps = join(venv, "share", "attention-lab", "stamps");

/** Where Jupyter keeps a user's settings, workspaces and runtime files: beside the checkout's own things, not in $HOME. */
const jupyter = at(".jupyter");
export const jupyterEnv = {
	JUPYTER_CONFIG_DIR: join(jupyter, "config"),
	JUPYTER_DATA_DIR: join(jupyter, "data"),
	JUPYTER_RUNTIME_DIR: join(jupyter, "runtime"),
	JUPYTERLAB_SETTINGS_DIR: join(jupyter, "lab", "user-settings"),
	JUPYTERLAB_WORKSPACES_DIR: join(jupyter, "lab", "workspaces"),
	IPYTHONDIR: join(jupyter, "ipython"),
	JUPYTER_PREFER_ENV_PATH: "1",
};
